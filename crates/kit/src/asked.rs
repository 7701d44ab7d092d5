use crate::Scenario;
use mock_api::Script;
use std::collections::HashMap;
use std::ops::RangeInclusive;

/// What is asked of a solution: what it is given, how often each lane is to be sent, and what is to be
/// returned. Rules look at it; it knows none of them.
#[derive(Debug, Clone)]
pub struct Asked {
    pub(crate) scenario: Scenario,
    pub(crate) sends: HashMap<String, RangeInclusive<usize>>,
    pub(crate) returned: Option<Vec<Wanted>>,
}

/// One text that is to be returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// The answer to this prompt.
    Answer(String),
    /// This text, where no answer is had.
    Text(String),
}

impl Wanted {
    /// The answer to a prompt.
    pub fn answer(prompt: &str) -> Self {
        Wanted::Answer(prompt.to_owned())
    }

    /// A text that the task names.
    pub fn text_of(text: &str) -> Self {
        Wanted::Text(text.to_owned())
    }

    pub(crate) fn text(&self, script: &Script) -> String {
        match self {
            Wanted::Answer(prompt) => script.answer(prompt),
            Wanted::Text(text) => text.clone(),
        }
    }
}

impl Asked {
    /// What the solution is given and what it meets.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// How often a lane may be sent; `None` where it is not one of the scenario.
    pub fn sends(&self, lane: &str) -> Option<&RangeInclusive<usize>> {
        self.sends.get(lane)
    }

    /// What is to be returned.
    pub fn returned(&self) -> Vec<Wanted> {
        let prompts = self.scenario.prompts().iter();
        let all = || prompts.map(|prompt| Wanted::answer(prompt)).collect();
        self.returned.clone().unwrap_or_else(all)
    }
}
