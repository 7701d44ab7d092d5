//! As many threads as the limiter says, at the start.

use crate::adaptive::TIMES;
use crate::often::often;
use crate::policy::{Limiter, is_refused};
use chat::{Error, blocking::Client};
use std::sync::Mutex;
use std::thread::{self, ScopedJoinHandle};
use std::time::Instant;

/// Asks each question several times. The limiter is told of every answer, and is asked how many threads
/// there shall be: once.
pub fn wrong_pool(
    base_url: &str,
    questions: &[String],
    limiter: &Mutex<impl Limiter>,
) -> Vec<Result<String, Error>> {
    let client = Client::new(base_url);
    let limiter = || limiter.lock().expect("no limiter panics");
    let queue = Mutex::new(often(questions, TIMES));
    let worker = || {
        let mut answers = Vec::new();
        loop {
            let next = queue.lock().expect("no worker panics").next();
            let Some(question) = next else {
                return answers;
            };
            let sent = Instant::now();
            let answer = client.ask(question);
            limiter().report(sent, is_refused(&answer), Instant::now());
            answers.push(answer);
        }
    };
    let limit = limiter().limit();
    thread::scope(|scope| {
        let threads: Vec<_> = (0..limit).map(|_| scope.spawn(worker)).collect();
        let join = |thread: ScopedJoinHandle<_>| thread.join().expect("no worker panics");
        threads.into_iter().flat_map(join).collect()
    })
}
