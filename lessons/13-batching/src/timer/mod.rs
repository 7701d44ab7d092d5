//! What people write first: a batch that waits until it is full, or until its time is over.

pub mod asynchronous;
pub mod blocking;

use std::time::Duration;

/// A batch with so many texts is sent.
pub const FULL: usize = 4;

/// So long after its first text it is sent in any case.
pub const WAIT: Duration = Duration::from_millis(500);
