//! As many questions at a time as the limiter says: the other threads wait.

use super::{MOST, TIMES};
use crate::often::often;
use crate::policy::{Limiter, is_refused};
use chat::{Error, blocking::Client};
use std::sync::{Condvar, Mutex};
use std::thread::{self, ScopedJoinHandle};
use std::time::Instant;

/// Asks each question several times, and returns each answer, or why there is none.
pub fn ask_all(
    base_url: &str,
    questions: &[String],
    limiter: &Mutex<impl Limiter>,
) -> Vec<Result<String, Error>> {
    let client = Client::new(base_url);
    let limiter = || limiter.lock().expect("no limiter panics");
    let queue = Mutex::new(often(questions, TIMES));
    let (in_flight, ended) = (Mutex::new(0), Condvar::new());
    let in_flight = || in_flight.lock().expect("no worker panics");
    threads(|| {
        let mut answers = Vec::new();
        loop {
            // Looked at again whenever a call has ended: the limit may be another one then.
            let is_full = |in_flight: &mut usize| *in_flight >= limiter().limit();
            let calls = ended.wait_while(in_flight(), is_full);
            let mut calls = calls.expect("no worker panics");
            let Some(question) = queue.lock().expect("no worker panics").next() else {
                return answers;
            };
            *calls += 1;
            drop(calls);
            let sent = Instant::now();
            let answer = client.ask(question);
            limiter().report(sent, is_refused(&answer), Instant::now());
            *in_flight() -= 1;
            ended.notify_all();
            answers.push(answer);
        }
    })
}

/// So many threads run the same, and what they return is put together.
fn threads<T: Send>(worker: impl Fn() -> Vec<T> + Sync) -> Vec<T> {
    thread::scope(|scope| {
        let threads = [(); MOST].map(|()| scope.spawn(&worker));
        let join = |thread: ScopedJoinHandle<Vec<T>>| thread.join().expect("no worker panics");
        threads.into_iter().flat_map(join).collect()
    })
}
