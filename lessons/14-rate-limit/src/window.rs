//! A sliding window: what was sent in the last minute is counted, whenever that minute began.

use crate::policy::{Never, Policy};
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// At most so much in every window of time, wherever it begins.
#[derive(Debug)]
pub struct Window {
    limit: u32,
    per: Duration,
    /// What was taken, and when, the oldest first.
    taken: VecDeque<(Instant, u32)>,
}

impl Window {
    /// Nothing is taken yet.
    pub fn new(limit: u32, per: Duration) -> Self {
        let taken = VecDeque::new();
        Window { limit, per, taken }
    }

    /// The first moment at which there is room for so much.
    pub fn due(&self, cost: u32, now: Instant) -> Result<Instant, Never> {
        let mut room = self.limit.checked_sub(cost).ok_or(Never)?;
        // Nobody goes before somebody who has a place already.
        let due = self.taken.back().map_or(now, |&(last, _)| now.max(last));
        // As many of the newest as there is room for. What is older has to be over by then.
        for &(at, cost) in self.taken.iter().rev() {
            match room.checked_sub(cost) {
                Some(left) => room = left,
                None => return Ok(due.max(at.checked_add(self.per).ok_or(Never)?)),
            }
        }
        Ok(due)
    }

    /// Takes so much at a moment, which is not before [`due`](Window::due). What is over by then is forgotten.
    pub fn take(&mut self, cost: u32, at: Instant) {
        let counts = |&(old, _): &_| at.saturating_duration_since(old) < self.per;
        self.taken.retain(counts);
        self.taken.push_back((at, cost));
    }

    /// What may be taken at this moment.
    pub fn room(&self, now: Instant) -> u32 {
        let counts = |at| now.saturating_duration_since(at) < self.per;
        let counted = self.taken.iter().filter(|&&(at, _)| counts(at));
        counted.fold(self.limit, |room, &(_, cost)| room.saturating_sub(cost))
    }
}

impl Policy for Window {
    fn reserve(&mut self, now: Instant) -> Result<Instant, Never> {
        let due = self.due(1, now)?;
        self.take(1, due);
        Ok(due)
    }
}
