//! Articles that are sent when a policy says so, however long their answers take.

pub mod asynchronous;
pub mod blocking;

use crate::policy::{MINUTE, QUOTA};
use std::time::Duration;

/// How long a call takes, as somebody has once measured it.
pub const A_CALL: Duration = Duration::from_millis(400);

/// "Five calls a minute, and each takes 0.4 of it: two at a time." With calls of a second each and a
/// minute of sixty, this is `QUOTA / 60`.
pub fn permits() -> usize {
    let permits = A_CALL * QUOTA;
    (permits.as_millis() / MINUTE.as_millis()) as usize
}
