//! Graceful shutdown: no new request, time for those in flight, and then it ends without them.

use super::{Error, GRACE, Report};
use crate::signals::blocking::Signals;
use chat::blocking::Client;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Asks for a summary of each article, three at a time, until a signal comes. Then those in flight
/// have 0.4 s. A second signal ends it at once.
///
/// # Errors
///
/// The first call that fails ends it. So does a system that refuses to tell signals.
pub fn summarise(
    base_url: &str,
    articles: &[String],
    script: &[Duration],
) -> Result<Report, Error> {
    let mut signals = Signals::listen(script)?;
    let client = Client::new(base_url);
    let queue = Arc::new(Mutex::new(VecDeque::from(articles.to_vec())));
    let stop = Arc::new(AtomicBool::new(false));
    let (tell, answers) = mpsc::channel();
    let worker = {
        let (queue, stop) = (Arc::clone(&queue), Arc::clone(&stop));
        move || {
            while !stop.load(Relaxed) {
                let next = queue.lock().expect("no worker panics").pop_front();
                let Some(article) = next else { break };
                // When nobody listens any more, the answer has come too late.
                let _ = tell.send(client.ask(&article).map(|_| article));
            }
        }
    };
    for worker in [worker.clone(), worker.clone(), worker] {
        // Not in a scope, which would wait for it.
        std::thread::spawn(worker);
    }
    let (mut done, mut signal, mut end) = (Vec::new(), None, None);
    while end.is_none_or(|end| Instant::now() < end) {
        // It can wait for an answer or for a signal, not for both: it looks at them in turn.
        match answers.recv_timeout(Duration::from_millis(10)) {
            Ok(answer) => done.push(answer?),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if let Some(next) = signals.look() {
            stop.store(true, Relaxed);
            let grace = signal.map_or(GRACE, |_| Duration::ZERO);
            (signal, end) = (Some(next), Some(Instant::now() + grace));
        }
    }
    // Workers may be left behind that still wait. Only the end of the program stops them.
    let left = queue.lock().expect("no worker panics").clone();
    Ok(Report::new(signal, articles, done, left))
}
