//! A breaker that counts all failures that there ever were.

use crate::policy::{Breaker, Pass, Policy};
use std::time::{Duration, Instant};

/// A success does not take its count back to zero. All else is as it should be.
#[derive(Debug)]
pub struct WrongTotal {
    failures: u32,
    total: u32,
    breaker: Breaker,
}

impl WrongTotal {
    /// Opens after so many failures, for so long.
    pub fn new(failures: u32, cooldown: Duration) -> Self {
        WrongTotal {
            failures,
            total: 0,
            breaker: Breaker::new(1, cooldown),
        }
    }
}

impl Policy for WrongTotal {
    fn admit(&mut self, now: Instant) -> Option<Pass> {
        self.breaker.admit(now)
    }

    fn report(&mut self, pass: Pass, failed: bool, now: Instant) {
        self.total += u32::from(failed);
        let opens = failed && self.total >= self.failures;
        self.breaker.report(pass, opens, now);
    }

    fn history(&self) -> Vec<(Instant, &'static str)> {
        self.breaker.history()
    }
}
