//! Graceful shutdown: no new request, time for those in flight, and then they are hung up.

use super::{Error, Report, drain::drain};
use crate::signals::blocking::Signals;
use chat::blocking::Client;
use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::mpsc;
use std::thread::scope;
use std::time::Duration;

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
    let client = &Client::new(base_url);
    let queue = &Mutex::new(VecDeque::from(articles.to_vec()));
    let stop = &AtomicBool::new(false);
    let (tell, answers) = mpsc::channel();
    let (signal, done) = scope(|scope| {
        for tell in [tell.clone(), tell.clone(), tell] {
            scope.spawn(move || {
                while !stop.load(SeqCst) {
                    let next = queue.lock().expect("no worker panics").pop_front();
                    let Some(article) = next else { break };
                    // What nobody listens to any more has come too late.
                    let _ = tell.send(client.ask(&article).map(|_| article));
                }
            });
        }
        let ended = drain(&mut signals, &answers, stop);
        // Whatever has ended it: nothing new is sent, and what is still in flight is cut.
        stop.store(true, SeqCst);
        client.hang_up();
        ended
    })?;
    let left = queue.lock().expect("no worker panicked").clone();
    Ok(Report::new(signal, articles, done, left))
}
