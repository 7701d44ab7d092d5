//! A token bucket: a request costs a token, and a new one comes every so often.

use crate::policy::{Never, Policy};
use std::time::{Duration, Instant};

/// Holds a number of tokens at most, and is full at first.
#[derive(Debug)]
pub struct Bucket {
    capacity: u32,
    every: Duration,
    /// When it will be full, if nothing more is spent.
    full: Option<Instant>,
}

impl Bucket {
    /// Room for so many tokens, and a new one every so often.
    pub fn new(capacity: u32, every: Duration) -> Self {
        let full = None;
        Bucket {
            capacity,
            every,
            full,
        }
    }

    /// One that keeps a quota: a burst, and what comes in the rest of a minute, have to fit into it.
    pub fn within(quota: u32, per: Duration, burst: u32) -> Result<Self, Never> {
        let refill = quota.saturating_sub(burst.saturating_sub(1));
        let every = per.checked_div(refill).ok_or(Never)?;
        // A nanosecond too short would be one too many some day.
        let short = u64::from(every * refill < per);
        Ok(Bucket::new(burst, every + Duration::from_nanos(short)))
    }
}

impl Policy for Bucket {
    fn reserve(&mut self, now: Instant) -> Result<Instant, Never> {
        // A token that is spent has to come again. It may be spent before it is there: then the request
        // waits for it, and nobody else is given it.
        let full = self.full.map_or(now, |full| full.max(now));
        let full = full.checked_add(self.every).ok_or(Never)?;
        self.full = Some(full);
        // Until it is full, as many tokens are still to come as it has room for, and not one more.
        let filling = self.every.saturating_mul(self.capacity);
        let due = full.checked_sub(filling);
        Ok(due.map_or(now, |due| due.max(now)))
    }
}
