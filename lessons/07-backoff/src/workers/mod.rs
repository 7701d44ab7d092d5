//! Three requests at a time, some of which fail and wait for their next attempt.

pub mod asynchronous;
pub mod blocking;
pub mod deadlock;
mod semaphore;
pub mod three;

use crate::policy::Policy;
use std::time::Duration;

/// One wait, long enough to get other work done meanwhile.
pub const POLICY: Policy = Policy {
    base: Duration::from_millis(600),
    cap: Duration::from_millis(600),
    attempts: 2,
    jitter: None,
};
