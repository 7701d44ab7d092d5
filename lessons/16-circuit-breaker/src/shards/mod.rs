//! Rows that are sent to the shard that each belongs to: a part of a server, which fails alone.

pub mod asynchronous;
pub mod blocking;

use crate::policy::Breaker;
use std::time::Duration;

/// Rows of each shard.
pub const ROWS: usize = 3;

/// Opens after two failures in a row, and for longer than it all takes.
pub fn breaker() -> Breaker {
    Breaker::new(2, Duration::from_secs(10))
}
