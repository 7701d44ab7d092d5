//! What the record of a solution must show.
//!
//! A [`Rule`] is a value: what is wanted, how it is checked on the [`Evidence`], and what is said in
//! each case. Here are those that many exercises need, by topic; a lesson brings its own in its
//! `exercise.rs`, with [`Rule::new`].

mod answers;
mod connections;
mod deadline;
mod flight;
mod retries;
mod sent;
#[cfg(test)]
mod tests;
mod time;

pub use answers::{answers, answers_of_those_sent};
pub use connections::at_most_connections;
pub use deadline::ends_at;
pub use flight::{at_most_in_flight, no_idle_slot, no_idle_slot_before};
pub use retries::waits_between;
pub(crate) use sent::why_not_answered;
pub use sent::{hangs_up, nothing_sent_after, sends_in_order, sends_what_is_asked, waits_for_all};
pub use time::takes_no_time_of_its_own;

use crate::evidence::Evidence;
use std::fmt;
use std::sync::Arc;

/// One thing that has to be so.
#[derive(Clone)]
pub struct Rule {
    wanted: String,
    cause: Cause,
    check: Check,
    advice: Option<String>,
}

type Check = Arc<dyn Fn(&Evidence<'_>) -> Result<(), Broken> + Send + Sync>;

/// What is against a rule: what the server saw, and what that usually means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// What was seen, on which lane and when.
    pub seen: String,
    /// What to look at: it fits what was seen.
    pub advice: String,
}

/// Why a rule can be broken. Broken rules are told in this order: what comes first is often the reason
/// for what comes later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// Something was sent that is not to be sent, or too early, or too late.
    Sent,
    /// Too many at once, or too few.
    Flight,
    /// Something was given up that should be waited for, or the other way round.
    Ended,
    /// Something is missing.
    Missing,
    /// More connections than are needed.
    Connections,
    /// Time is lost where nothing happens.
    Time,
    /// What is returned is not what is asked for.
    Returned,
}

impl Rule {
    /// A rule: what is wanted in a few words, why it may be broken, and how it is checked.
    pub fn new(
        wanted: impl Into<String>,
        cause: Cause,
        check: impl Fn(&Evidence<'_>) -> Result<(), Broken> + Send + Sync + 'static,
    ) -> Self {
        Rule {
            wanted: wanted.into(),
            cause,
            check: Arc::new(check),
            advice: None,
        }
    }

    /// The same, with advice that fits this exercise better, whatever was seen.
    pub fn because(mut self, advice: &str) -> Self {
        self.advice = Some(advice.to_owned());
        self
    }

    /// The same, looked at as if nothing but the prompts had been sent, whatever follows from them: a
    /// limit of the articles, say, that does not count what is done with their summaries.
    pub fn of_prompts_alone(self) -> Self {
        let check = self.check;
        let of_prompts = move |seen: &Evidence<'_>| {
            let prompts = seen.asked.scenario().prompts();
            let mut timeline = seen.timeline.clone();
            timeline.lanes.retain(|lane| prompts.contains(&lane.label));
            check(&Evidence {
                timeline: &timeline,
                ..*seen
            })
        };
        Rule {
            check: Arc::new(of_prompts),
            ..self
        }
    }

    /// The rule in a few words, as something that is to be so.
    pub fn wanted(&self) -> &str {
        &self.wanted
    }

    pub(crate) fn cause(&self) -> Cause {
        self.cause
    }

    pub(crate) fn is_about_what_is_returned(&self) -> bool {
        self.cause == Cause::Returned
    }

    pub(crate) fn check(&self, evidence: &Evidence<'_>) -> Result<(), Broken> {
        let broken = match (self.check)(evidence) {
            Ok(()) => return Ok(()),
            Err(broken) => broken,
        };
        Err(match &self.advice {
            Some(advice) => Broken {
                advice: advice.clone(),
                ..broken
            },
            None => broken,
        })
    }
}

impl Broken {
    /// What was seen against a rule, and what to look at.
    pub fn new(seen: impl Into<String>, advice: impl Into<String>) -> Self {
        Broken {
            seen: seen.into(),
            advice: advice.into(),
        }
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Rule").field(&self.wanted).finish()
    }
}

/// How often: `once`, `twice`, `3 times`.
fn times(count: usize) -> String {
    match count {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        _ => format!("{count} times"),
    }
}

/// Said where time was lost and a processor was kept busy meanwhile.
fn busy_or(evidence: &Evidence<'_>, advice: &str) -> String {
    match evidence.keeps_a_processor_busy() {
        true => {
            "Meanwhile your code kept a processor busy. Does something loop without waiting, or \
                 compute, or sleep on the runtime's only thread?"
                .to_owned()
        }
        false => advice.to_owned(),
    }
}
