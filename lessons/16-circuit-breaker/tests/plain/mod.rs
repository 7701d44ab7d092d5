//! A breaker as people write it, without passes.

use super::{Pass, Policy};
use std::time::{Duration, Instant};

/// Two fields stand for the state, and there is one mistake in it, or none.
#[derive(Debug, Default)]
pub(crate) struct Plain {
    pub(crate) row: u32,
    pub(crate) opened: Option<Instant>,
    pub(crate) probing: bool,
    pub(crate) mistake: Mistake,
}

#[derive(Default, Clone, Copy, PartialEq, Debug)]
pub(crate) enum Mistake {
    #[default]
    None,
    /// A success closes it whatever its state is.
    LateSuccessCloses,
    /// Any failure begins the wait anew.
    LateFailureReopens,
    /// When the wait is over it is closed.
    ClosesWithoutProbe,
    /// It closes, and the count is where it was.
    KeepsTheCount,
    /// It never asks again.
    StaysOpen,
    /// A probe that fails leaves it half-open.
    ProbeForEver,
}

impl Policy for Plain {
    fn admit(&mut self, now: Instant) -> Option<Pass> {
        if let Some(opened) = self.opened {
            let waits =
                now - opened < Duration::from_millis(400) || self.mistake == Mistake::StaysOpen;
            if waits || self.probing {
                return None;
            }
            match self.mistake {
                Mistake::ClosesWithoutProbe => (self.opened, self.row) = (None, 0),
                _ => self.probing = true,
            }
        }
        Some(Pass { epoch: 0 })
    }

    fn report(&mut self, _: Pass, failed: bool, now: Instant) {
        let mistake = self.mistake;
        if self.opened.is_some() && !self.probing {
            match failed {
                true if mistake == Mistake::LateFailureReopens => self.opened = Some(now),
                false if mistake == Mistake::LateSuccessCloses => {
                    (self.opened, self.row) = (None, 0)
                }
                _ => {}
            }
            return;
        }
        let probed = std::mem::take(&mut self.probing);
        if !failed {
            self.opened = None;
            if !(probed && mistake == Mistake::KeepsTheCount) {
                self.row = 0;
            }
            return;
        }
        self.row += 1;
        if self.row >= 3 && !(probed && mistake == Mistake::ProbeForEver) {
            self.opened = Some(now);
        }
    }

    fn history(&self) -> Vec<(Instant, &'static str)> {
        Vec::new()
    }
}
