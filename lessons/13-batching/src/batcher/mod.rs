//! Texts come one by one, from callers that know nothing of each other. A batcher sends them together.

pub mod asynchronous;
pub mod blocking;

/// The API takes no more texts in one request.
pub const MOST: usize = 2048;
