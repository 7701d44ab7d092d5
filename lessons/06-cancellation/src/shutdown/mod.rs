//! Work that ends in good order when it is told to.

pub mod asynchronous;
pub mod blocking;
mod drain;

use crate::signals::Signal;
use std::collections::VecDeque;
use std::time::Duration;

/// How long the requests in flight may take after a signal.
const GRACE: Duration = Duration::from_millis(400);

type Error = Box<dyn std::error::Error + Send + Sync>;

/// What a program knows when it ends.
#[derive(Debug)]
pub struct Report {
    /// The last signal, if any came.
    pub signal: Option<Signal>,
    /// Articles that were answered, in the order of the answers.
    pub done: Vec<String>,
    /// Articles whose requests were in flight, and whose answers nobody waits for.
    pub given_up: Vec<String>,
    /// Articles that were not sent.
    pub left: Vec<String>,
}

impl Report {
    fn new(
        signal: Option<Signal>,
        articles: &[String],
        done: Vec<String>,
        left: VecDeque<String>,
    ) -> Self {
        let sent = articles.iter().filter(|article| !left.contains(article));
        let given_up = sent.filter(|article| !done.contains(article));
        Report {
            signal,
            given_up: given_up.cloned().collect(),
            done,
            left: left.into(),
        }
    }
}
