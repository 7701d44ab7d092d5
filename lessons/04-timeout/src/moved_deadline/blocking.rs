//! The timeout of a call is set when it is sent, and cannot be moved. So each call waits on a
//! thread of its own, and what has the deadline is the wait for their results.

use crate::tell;
use chat::{Error, blocking::Client};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

/// Asks for a report within 0.4 s, and meanwhile how it is getting on. If it is being worked on,
/// the report may take 0.8 s.
pub fn ask(base_url: &str, report: &str, status: &str) -> Vec<String> {
    let client = &Client::new(base_url);
    let (send, results) = mpsc::channel();
    thread::scope(|scope| {
        for question in [report, status].map(str::to_owned) {
            let send = send.clone();
            scope.spawn(move || send.send((client.ask(&question), question)));
        }
        let told = wait(report, status, &results);
        // Ends the calls that are still waiting, and with them the threads that the scope joins.
        client.hang_up();
        told
    })
}

pub(super) type Answer = (Result<String, Error>, String);

pub(super) fn wait(report: &str, status: &str, results: &Receiver<Answer>) -> Vec<String> {
    let start = Instant::now();
    let mut deadline = start + Duration::from_millis(400);
    let mut told = Vec::new();
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        // An error is the end of the time: a sender is left, so the channel is not closed.
        let Ok((result, question)) = results.recv_timeout(left) else {
            told.push(tell(report, Err(Error::Timeout)));
            return told;
        };
        if question == report {
            told.push(tell(report, result));
            return told;
        }
        if result.as_deref() == Ok("still working") {
            deadline = start + Duration::from_millis(800);
            told.push(format!("{status}: still working, so the deadline is moved"));
        } else {
            told.push(format!("{status}: no progress, so the deadline stays"));
        }
    }
}
