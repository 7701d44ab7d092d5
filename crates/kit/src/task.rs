use crate::rules::{self, Rule};
use crate::{Plan, Scenario};
use mock_api::Script;
use std::collections::HashMap;
use std::ops::RangeInclusive;

/// What one draw of an exercise asks for: a scenario, how an ideal solution behaves in it, and the rules
/// that follow.
#[derive(Debug, Clone)]
pub struct Task {
    scenario: Scenario,
    ideal: Plan,
    sends: HashMap<String, RangeInclusive<usize>>,
    returned: Option<Vec<Wanted>>,
    rules: Vec<Rule>,
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

impl Task {
    /// A task in a scenario in which an ideal solution behaves as planned. Each lane is to be sent as
    /// often as there, and all prompts' answers are to be returned, unless told otherwise.
    pub fn new(scenario: Scenario, ideal: Plan) -> Self {
        let counts = scenario.lanes().iter().map(|lane| {
            let count = ideal.sent(lane);
            (lane.clone(), count..=count)
        });
        Task {
            sends: counts.collect(),
            ideal,
            scenario,
            returned: None,
            rules: Vec::new(),
        }
    }

    /// How often a lane may be sent, where that depends on how the task is solved.
    pub fn sending(mut self, lane: &str, times: RangeInclusive<usize>) -> Self {
        self.sends.insert(lane.to_owned(), times);
        self
    }

    /// What is to be returned, where that is not the answer to each prompt.
    pub fn returning(mut self, wanted: impl IntoIterator<Item = Wanted>) -> Self {
        self.returned = Some(wanted.into_iter().collect());
        self
    }

    /// Adds a rule to those that every exercise has: nothing else is sent, nothing is missing, no time
    /// is lost before the first request and after the last, and what is asked for is returned.
    pub fn rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// What the solution is given and what it meets.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// How an ideal solution behaves.
    pub fn ideal(&self) -> &Plan {
        &self.ideal
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

    /// Its own rules and those of every exercise, in the order of causes.
    pub(crate) fn rules(&self) -> Vec<Rule> {
        let mut rules = self.rules.clone();
        rules.extend(rules::sends_what_is_asked());
        rules.push(rules::takes_no_time_of_its_own());
        if self
            .rules
            .iter()
            .all(|rule| !rule.is_about_what_is_returned())
        {
            rules.push(rules::answers());
        }
        rules.sort_by_key(Rule::cause);
        rules
    }

    /// The same task, with a server whose answers nobody knows who has not asked for them.
    pub(crate) fn signed(mut self, signature: String) -> Self {
        self.scenario = self.scenario.serving(|script| script.signed(signature));
        self
    }
}
