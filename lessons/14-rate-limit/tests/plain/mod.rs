//! Limiters as people write them.

use super::policy::Policy;
use std::time::{Duration, Instant};

pub(crate) const SECOND: Duration = Duration::from_secs(1);

/// What the exercise asks for.
pub(crate) trait Limiter: Send {
    fn wait(&mut self, now: Instant) -> Duration;
}

impl<P: Policy + Send> Limiter for P {
    fn wait(&mut self, now: Instant) -> Duration {
        let due = self.reserve(now).expect("a quota of one or more");
        due.saturating_duration_since(now)
    }
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Mistake {
    /// Everybody goes at once.
    None,
    /// The count is set to zero whenever a second is over.
    FixedWindow,
    /// Who waits is noted with the moment at which they asked.
    NotesTheAsking,
    /// When there is no room, a whole second is waited.
    AWholeSecond,
    /// After a wait all begins anew.
    ForgetsAll,
    /// One request every fifth of a second.
    EvenPace,
    /// Who waits is not noted at all.
    NotesNoWaiting,
}

/// One mistake, and what was sent.
pub(crate) struct Plain {
    mistake: Mistake,
    sent: Vec<Instant>,
}

impl Plain {
    pub(crate) fn with(mistake: Mistake) -> Self {
        let sent = Vec::new();
        Plain { mistake, sent }
    }

    fn due(&mut self, now: Instant) -> Instant {
        let sent = &mut self.sent;
        match self.mistake {
            Mistake::None => return now,
            Mistake::EvenPace => {
                let due = sent.last().map_or(now, |&last| now.max(last + SECOND / 5));
                sent.push(due);
                return due;
            }
            Mistake::FixedWindow => {
                // The first is the beginning of a window; those that wait are in the next one.
                let begin = *sent.first().unwrap_or(&now);
                if now >= begin + SECOND {
                    sent.clear();
                } else if sent.len() >= 5 {
                    let next = begin + SECOND;
                    sent.clear();
                    sent.push(next);
                    return next;
                }
                sent.push(now);
                return now.max(sent[0]);
            }
            _ => {}
        }
        sent.retain(|&at| at + SECOND > now);
        if sent.len() < 5 {
            sent.push(now);
            return now;
        }
        let due = sent[sent.len() - 5] + SECOND;
        match self.mistake {
            Mistake::NotesTheAsking => sent.push(now),
            Mistake::AWholeSecond => {
                sent.push(now + SECOND);
                return now + SECOND;
            }
            Mistake::ForgetsAll => *sent = vec![due],
            _ => {}
        }
        due
    }
}

impl Policy for Plain {
    fn reserve(&mut self, now: Instant) -> Result<Instant, super::policy::Never> {
        Ok(self.due(now))
    }
}

/// A ring of the last five, without a queue.
#[derive(Default)]
pub(crate) struct Right {
    last: [Option<Instant>; 5],
    next: usize,
}

impl Policy for Right {
    fn reserve(&mut self, now: Instant) -> Result<Instant, super::policy::Never> {
        let slot = &mut self.last[self.next];
        let due = slot.map_or(now, |at| now.max(at + SECOND));
        *slot = Some(due);
        self.next = (self.next + 1) % 5;
        Ok(due)
    }
}
