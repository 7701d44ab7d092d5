//! Visitors of a page that asks a server whenever somebody comes.

pub mod asynchronous;
pub mod blocking;

use std::time::Duration;

/// The first visitor comes at once, and each of the others so much later.
pub const APART: Duration = Duration::from_millis(200);

/// Each comes again after this time.
pub const AGAIN: Duration = Duration::from_secs(2);

/// How often each comes.
pub const VISITS: u32 = 2;

/// Failures in a row that open the breaker.
pub const FAILURES: u32 = 3;

/// How long it is open before a probe.
pub const COOLDOWN: Duration = Duration::from_millis(400);
