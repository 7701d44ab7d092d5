//! A bucket as it is often written: it counts a wait as over, and its clock does not.

use crate::policy::{MINUTE, Never, Policy, QUOTA};
use std::time::{Duration, Instant};

/// Room for one token, and as many in a minute as the quota has. It gives out twice as many.
#[derive(Debug)]
pub struct WrongTwice {
    tokens: f64,
    filled: Option<Instant>,
}

impl Default for WrongTwice {
    fn default() -> Self {
        let (tokens, filled) = (1.0, None);
        WrongTwice { tokens, filled }
    }
}

impl Policy for WrongTwice {
    fn reserve(&mut self, now: Instant) -> Result<Instant, Never> {
        let rate = f64::from(QUOTA) / MINUTE.as_secs_f64();
        let filled = self.filled.replace(now).unwrap_or(now);
        let passed = now.saturating_duration_since(filled).as_secs_f64();
        self.tokens = (self.tokens + passed * rate).min(1.0);
        if self.tokens < 1.0 {
            let wait = Duration::from_secs_f64((1.0 - self.tokens) / rate);
            // After the wait there is one token, and it is spent. But the bucket was filled up to now.
            self.tokens = 0.0;
            return now.checked_add(wait).ok_or(Never);
        }
        self.tokens -= 1.0;
        Ok(now)
    }
}
