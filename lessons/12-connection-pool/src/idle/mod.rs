//! Eight chats at once: how many connections are kept while nobody asks.

pub mod asynchronous;
pub mod blocking;

use std::time::Duration;

/// How long somebody reads an answer before the next question.
const READING: Duration = Duration::from_millis(400);
