use crate::{Lane, Timeline, names};

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
    /// in which the work was done. A run that puts several texts into one request, and has an answer to
    /// every request, is not meant.
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
        let fewer = ok < of && !self.is_divided_otherwise(right);
        let (end, right) = (self.end(), right.end());
        match end.checked_sub(right) {
            _ if fewer => Against::Unfinished { ok, of },
            Some(0) => Against::Same,
            Some(lost) => Against::Later(lost),
            None => Against::Earlier(right - end),
        }
    }

    /// Whether the work was divided into other requests than those of another run, such as several texts
    /// in one, and all of them were answered: then it says nothing how many there were.
    fn is_divided_otherwise(&self, other: &Timeline) -> bool {
        let mut lanes = self.lanes.iter();
        let answered = |lane: &Lane| lane.spans.last().is_some_and(|span| span.outcome.is_ok());
        let own = |lane: &Lane| other.lane(&lane.label).is_empty();
        self.lanes.iter().all(answered) && lanes.any(own)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Outcome, Span};

    /// A run of requests that begin at once: label, end and status.
    fn run(requests: &[(&str, u32, u16)]) -> Timeline {
        let lane = |&(label, end, status): &(&str, u32, u16)| Lane {
            label: label.to_owned(),
            spans: vec![Span {
                start: 0,
                end: Some(end),
                outcome: Outcome::Answered(status),
            }],
        };
        Timeline {
            lanes: requests.iter().map(lane).collect(),
            ..Timeline::default()
        }
    }

    #[test]
    fn fewer_answers_are_fewer_unless_the_work_was_divided_otherwise() {
        let right = run(&[("a", 2, 200), ("b", 3, 200)]);
        let unfinished = Against::Unfinished { ok: 1, of: 2 };
        assert_eq!(run(&[("a", 5, 200)]).against(&right), unfinished);
        let refused = run(&[("a", 2, 200), ("b", 1, 429)]);
        assert_eq!(refused.against(&right), unfinished);
        // Both texts in one request.
        let both = |status| run(&[("a +1", 5, status)]).against(&right);
        assert_eq!(both(200), Against::Later(2));
        assert_eq!(both(429), Against::Unfinished { ok: 0, of: 2 });
        let missing = Timeline {
            lanes: [
                run(&[("a +1", 5, 200)]).lanes,
                vec![Lane {
                    label: "b".to_owned(),
                    spans: Vec::new(),
                }],
            ]
            .concat(),
            ..Timeline::default()
        };
        assert_eq!(missing.against(&right), unfinished);
    }
}
