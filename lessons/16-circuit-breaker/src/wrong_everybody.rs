//! A breaker whose half-open state lets everybody through, and which counts what comes late.

use crate::policy::{Pass, Policy};
use std::time::{Duration, Instant};

/// Two fields stand for the states: it is open until a moment, and then open to all.
#[derive(Debug)]
pub struct WrongEverybody {
    failures: u32,
    cooldown: Duration,
    row: u32,
    opened: Option<Instant>,
    history: Vec<(Instant, &'static str)>,
}

impl WrongEverybody {
    /// Opens after so many failures in a row, for so long.
    pub fn new(failures: u32, cooldown: Duration) -> Self {
        WrongEverybody {
            failures,
            cooldown,
            row: 0,
            opened: None,
            history: Vec::new(),
        }
    }

    fn note(&mut self, now: Instant, state: &'static str) {
        if self.history.last().is_none_or(|last| last.1 != state) {
            self.history.push((now, state));
        }
    }
}

impl Policy for WrongEverybody {
    fn admit(&mut self, now: Instant) -> Option<Pass> {
        match self.opened {
            None => self.note(now, "closed"),
            Some(opened) if now.saturating_duration_since(opened) < self.cooldown => return None,
            Some(_) => self.note(now, "half-open"),
        }
        Some(Pass { epoch: 0 })
    }

    fn report(&mut self, _: Pass, failed: bool, now: Instant) {
        if !failed {
            (self.row, self.opened) = (0, None);
            return self.note(now, "closed");
        }
        self.row += 1;
        if self.row >= self.failures {
            self.opened = Some(now);
            self.note(now, "open");
        }
    }

    fn history(&self) -> Vec<(Instant, &'static str)> {
        self.history.clone()
    }
}
