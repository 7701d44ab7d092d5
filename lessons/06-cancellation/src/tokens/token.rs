//! What a token is for threads: a client to hang up, and a flag that says so.

use chat::{Error, blocking::Client};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

pub(super) struct Token {
    client: Client,
    cancelled: AtomicBool,
}

impl Token {
    pub(super) fn new(base_url: &str) -> Self {
        Token {
            client: Client::new(base_url),
            cancelled: AtomicBool::new(false),
        }
    }

    pub(super) fn cancel(&self) {
        // The flag comes first: a call that is cut looks like a lost connection.
        self.cancelled.store(true, SeqCst);
        self.client.hang_up();
    }

    /// Asks, unless it is cancelled before there is an answer.
    pub(super) fn ask(&self, prompt: &str) -> Option<Result<String, Error>> {
        match self.client.ask(prompt) {
            Err(_) if self.cancelled.load(SeqCst) => None,
            result => Some(result),
        }
    }
}
