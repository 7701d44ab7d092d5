//! A second request, only when the first is late.

pub mod asynchronous;
pub mod blocking;

use std::time::Duration;

/// Most answers come sooner.
const LATE: Duration = Duration::from_millis(300);
