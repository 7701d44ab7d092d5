//! The retries of [`crate::retry`], by the crate `backon`.

pub mod asynchronous;
pub mod blocking;

use crate::retry::POLICY;
use backon::ExponentialBuilder;

/// The same policy in the words of the crate, which counts retries, not attempts.
pub fn backoff() -> ExponentialBuilder {
    ExponentialBuilder::new()
        .with_factor(2.0)
        .with_min_delay(POLICY.base)
        .with_max_delay(POLICY.cap)
        .with_max_times(POLICY.attempts as usize - 1)
}
