use crate::{Timeline, names};

/// How a run compares with the right one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// It took the same time.
    Same,
    /// It took so many ticks more.
    Later(u32),
    /// It took so many ticks less, and has all that the right one has.
    Earlier(u32),
    /// Fewer requests were answered with a status of the 200 family: whenever it ended, that is no time
    /// in which the work was done.
    Unfinished {
        /// Requests that were.
        ok: usize,
        /// Those of the right run.
        of: usize,
    },
}

impl Timeline {
    /// How this run compares with the right one.
    pub fn against(&self, right: &Timeline) -> Against {
        let (ok, of) = (self.metrics().ok, right.metrics().ok);
        let (end, right) = (self.end(), right.end());
        match end.checked_sub(right) {
            _ if ok < of => Against::Unfinished { ok, of },
            Some(0) => Against::Same,
            Some(lost) => Against::Later(lost),
            None => Against::Earlier(right - end),
        }
    }
}

impl Against {
    /// The difference in a word or two, as it stands in a picture: `+0.5 s`, `unfinished: 0 of 8 ok`.
    /// `None` where there is none.
    pub fn mark(self) -> Option<String> {
        names::against(self)
    }

    /// The difference in a sentence without an end: `0.5 s longer than the right run`.
    pub fn told(self) -> String {
        names::against_told(self)
    }

    /// The ticks that were lost, or won where they are negative; `None` for a run that is unfinished.
    pub fn ticks(self) -> Option<i64> {
        match self {
            Against::Same => Some(0),
            Against::Later(ticks) => Some(ticks.into()),
            Against::Earlier(ticks) => Some(-i64::from(ticks)),
            Against::Unfinished { .. } => None,
        }
    }
}
