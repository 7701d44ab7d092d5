//! A batcher with a timer.

use super::{FULL, WAIT};
use crate::batcher::blocking::{Call, answer};
use chat::blocking::Client;
use std::sync::mpsc::Receiver;
use std::time::Instant;

/// Waits for more, although nothing is in flight.
pub fn wrong_timer(client: &Client, texts: &Receiver<Call>) {
    while let Ok(first) = texts.recv() {
        let mut batch = vec![first];
        let due = Instant::now() + WAIT;
        while batch.len() < FULL {
            let left = due.saturating_duration_since(Instant::now());
            match texts.recv_timeout(left) {
                Ok(call) => batch.push(call),
                Err(_) => break,
            }
        }
        answer(client, batch);
    }
}
