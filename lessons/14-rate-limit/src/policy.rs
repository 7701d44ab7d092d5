//! When a request may be sent. A policy is told what time it is, and waits for nothing itself.

use std::fmt;
use std::time::{Duration, Instant};

/// How long a minute is in this lesson: nobody waits for a longer one.
pub const MINUTE: Duration = Duration::from_secs(1);

/// How many requests a minute the server takes.
pub const QUOTA: u32 = 5;

/// What both forms ask before each request.
pub trait Policy {
    /// Takes a place for a request, and says at which moment it is to be sent.
    ///
    /// # Errors
    ///
    /// [`Never`], when there is no such moment.
    fn reserve(&mut self, now: Instant) -> Result<Instant, Never>;
}

/// A wait would have no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Never;

impl fmt::Display for Never {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it is more than the whole quota: no wait is long enough")
    }
}

impl std::error::Error for Never {}
