use crate::asked::Asked;
use crate::rules::{self, Broken};
use crate::run::Record;
use std::time::Duration;
use timeline::{Lane, Outcome, Timeline, seconds};

/// What was found out about a solution.
#[derive(Debug)]
pub struct Verdict {
    /// What the draws came from: the same seed draws the same.
    pub seed: u64,
    /// The last draw that was run, from 1: the one that is told about.
    pub draw: u32,
    /// How many draws a solution has to hold for.
    pub draws: u32,
    /// What went wrong before any rule could be looked at.
    pub trouble: Option<Trouble>,
    /// Each rule of the exercise, in the order of causes.
    pub findings: Vec<Finding>,
    pub(crate) record: Record,
}

/// What was found out about one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule, in a few words.
    pub wanted: String,
    /// What is against it; `None` when nothing is.
    pub broken: Option<Broken>,
}

/// What went wrong in the learner's own code. It is told above all rules: they are broken because of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// In two words: `an error`.
    pub what: &'static str,
    /// What happened, in its own words.
    pub told: String,
    /// What to look at.
    pub advice: String,
    /// Whether the call came to an end of its own.
    returned: bool,
}

/// What a refused solution is told first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The rule that it breaks, in its own words; what went wrong, where it is no rule: `an error`,
    /// `a panic`, `a hang`, `a busy processor`.
    pub wanted: String,
    /// What was seen.
    pub seen: String,
    /// What to look at.
    pub advice: String,
    /// The seed and the draw, from 1, that show it.
    pub draw: (u64, u32),
}

impl Refusal {
    /// Checks, for a test, that it is by this rule, with these words in what was seen and in the advice.
    ///
    /// # Panics
    ///
    /// When something else is told.
    #[track_caller]
    pub fn is_told(&self, wanted: &str, seen: &str, advice: &str) {
        assert_eq!(self.wanted, wanted, "{self:?}");
        assert!(self.seen.contains(seen), "{self:?}");
        assert!(self.advice.contains(advice), "{self:?}");
    }
}

impl Verdict {
    pub(crate) fn of_draw(mut self, seed: u64, round: u32) -> Self {
        self.seed = seed;
        self.draw = round + 1;
        self
    }

    /// Whether every rule is kept, in all draws.
    pub fn passed(&self) -> bool {
        self.trouble.is_none() && self.findings.iter().all(|found| found.broken.is_none())
    }

    /// What is told first; `None` when the solution holds.
    pub fn refusal(&self) -> Option<Refusal> {
        let draw = (self.seed, self.draw);
        if let Some(trouble) = &self.trouble {
            return Some(Refusal {
                wanted: trouble.what.to_owned(),
                seen: trouble.told.clone(),
                advice: trouble.advice.clone(),
                draw,
            });
        }
        let mut findings = self.findings.iter();
        findings.find_map(|found| {
            let broken = found.broken.clone()?;
            Some(Refusal {
                wanted: found.wanted.clone(),
                seen: broken.seen,
                advice: broken.advice,
                draw,
            })
        })
    }

    /// Whether a rule is kept; `None` when that cannot be told: of a record with nothing in it, and of
    /// code that did not come to its end.
    pub fn kept(&self, finding: &Finding) -> Option<bool> {
        match finding.broken {
            Some(_) if self.nothing_was_seen() && self.trouble.is_some() => None,
            Some(_) => Some(false),
            None if self.trouble.is_some() || self.nothing_was_seen() => None,
            None => Some(true),
        }
    }

    fn nothing_was_seen(&self) -> bool {
        self.record.events.is_empty()
    }
}

impl Trouble {
    pub(crate) fn error(error: &str, asked: &Asked, timeline: &Timeline) -> Self {
        let known = asked.scenario().lanes().len();
        let foreign = timeline.lanes.get(known).map(|lane| lane.label.as_str());
        let advice = match foreign {
            Some(path) if path.contains(" /") => rules::why_not_answered(path),
            _ if timeline.connections.is_empty() => {
                "The server saw no connection. Is the base URL used that the function is given?"
                    .to_owned()
            }
            _ => "Is it an error that the function should live with? It returned it with `?` or as its \
                  result."
                .to_owned(),
        };
        Trouble {
            what: "an error",
            told: format!(
                "Your function returned an error: {}.",
                error.trim_end_matches('.')
            ),
            advice,
            returned: true,
        }
    }

    pub(crate) fn panic(panic: &str) -> Self {
        let told = panic.strip_prefix("it ").unwrap_or(panic);
        Trouble {
            what: "a panic",
            told: format!("Your code {told}."),
            advice: "It is the first panic of any thread or task. What others say of it is a \
                     consequence."
                .to_owned(),
            returned: false,
        }
    }

    pub(crate) fn busy() -> Self {
        Trouble {
            what: "a busy processor",
            told: "Your code kept a processor busy for a tenth of a second or longer.".to_owned(),
            advice:
                "Does something loop until an answer is there, without waiting? Does it compute? \
                     What the server saw meanwhile cannot be trusted, and was not judged."
                    .to_owned(),
            returned: false,
        }
    }

    pub(crate) fn hang(asked: &Asked, timeline: &Timeline, limit: Duration) -> Self {
        let (seen, advice) = outstanding(asked, timeline);
        Trouble {
            what: "a hang",
            told: format!(
                "Your function had not returned after {} s. {seen}",
                limit.as_secs()
            ),
            advice: advice.to_owned(),
            returned: false,
        }
    }

    /// Whether the call came to an end of its own, with an error.
    pub fn returned(&self) -> bool {
        self.returned
    }
}

/// What was outstanding when a solution was given up, and what that usually means.
fn outstanding(asked: &Asked, timeline: &Timeline) -> (String, &'static str) {
    let names = |wanted: &dyn Fn(&&Lane) -> bool| {
        let lanes = timeline.lanes.iter().filter(wanted);
        let names: Vec<&str> = lanes.map(|lane| lane.label.as_str()).collect();
        names.join(", ")
    };
    let waiting = names(&|lane| {
        let mut spans = lane.spans.iter();
        spans.any(|span| span.outcome == Outcome::InFlight)
    });
    let is_wanted = |label: &str| asked.sends(label).is_some_and(|times| *times.start() > 0);
    let unsent = names(&|lane| lane.spans.is_empty() && is_wanted(&lane.label));
    let metrics = timeline.metrics();
    let last = seconds(metrics.time);
    let too_often = timeline.lanes.iter().find(|lane| {
        let most = asked.sends(&lane.label).map(|times| *times.end());
        most.is_some_and(|most| lane.spans.len() > most)
    });
    if let Some(lane) = too_often {
        return (
            format!("{} was sent {} times.", lane.label, lane.spans.len()),
            "Is there a loop of attempts without an end?",
        );
    }
    match (waiting.is_empty(), unsent.is_empty()) {
        (false, true) => (
            format!("In flight: {waiting}."),
            "Is a call waited for that never ends?",
        ),
        (false, false) => (
            format!("In flight: {waiting}. Not sent: {unsent}."),
            "Is a call waited for that never ends?",
        ),
        (true, _) if metrics.requests == 0 => (
            "No request was sent.".to_owned(),
            "Does something wait for a permit, a lock or a message that never comes, or is there a loop \
             without an end?",
        ),
        (true, false) => (
            format!("The last request ended at {last}. Not sent: {unsent}."),
            "Does something wait for a permit, a lock or a message that never comes?",
        ),
        (true, true) => (
            format!("All requests had ended at {last}."),
            "Does something wait for a task or a message that never comes? A channel ends when its last \
             sender is dropped.",
        ),
    }
}
