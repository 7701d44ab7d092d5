//! Many clients of one server, which fail in the same moment.

pub mod asynchronous;
pub mod blocking;

use crate::policy::Policy;
use std::time::Duration;

/// Waits of up to 0.3, 0.6 and 0.8 seconds.
pub const POLICY: Policy = Policy {
    base: Duration::from_millis(300),
    cap: Duration::from_millis(800),
    attempts: 6,
    jitter: None,
};
