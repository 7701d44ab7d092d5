//! So many questions at a time: as many threads as the limit says share one queue.

use super::TIMES;
use crate::often::often;
use chat::{Error, blocking::Client};
use std::sync::Mutex;
use std::thread::{self, ScopedJoinHandle};
use std::time::{Duration, Instant};

/// Asks each question several times, and returns how long each answer took.
///
/// # Errors
///
/// A thread whose call fails stops, while the others finish the queue.
pub fn ask_all(base_url: &str, questions: &[String], limit: usize) -> Result<Vec<Duration>, Error> {
    let client = Client::new(base_url);
    let queue = Mutex::new(often(questions, TIMES));
    let worker = || -> Result<Vec<Duration>, Error> {
        let mut took = Vec::new();
        loop {
            let next = queue.lock().expect("no worker panics").next();
            let Some(question) = next else {
                return Ok(took);
            };
            let sent = Instant::now();
            client.ask(question)?;
            took.push(sent.elapsed());
        }
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..limit).map(|_| scope.spawn(worker)).collect();
        let join = |thread: ScopedJoinHandle<_>| thread.join().expect("no worker panics");
        let took: Result<Vec<_>, _> = threads.into_iter().map(join).collect();
        Ok(took?.concat())
    })
}
