use crate::asked::{Asked, Wanted};
use crate::evidence::Evidence;
use crate::rules::{self, Rule};
use crate::{Finding, Plan, Scenario};
use std::ops::RangeInclusive;

/// One draw of an exercise: what is asked, how an ideal solution behaves, and the rules that follow.
#[derive(Debug, Clone)]
pub struct Task {
    asked: Asked,
    ideal: Plan,
    rules: Vec<Rule>,
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
            asked: Asked {
                sends: counts.collect(),
                scenario,
                returned: None,
            },
            ideal,
            rules: Vec::new(),
        }
    }

    /// How often a lane may be sent, where that depends on how the task is solved.
    pub fn sending(mut self, lane: &str, times: RangeInclusive<usize>) -> Self {
        self.asked.sends.insert(lane.to_owned(), times);
        self
    }

    /// What is to be returned, where that is not the answer to each prompt.
    pub fn returning(mut self, wanted: impl IntoIterator<Item = Wanted>) -> Self {
        self.asked.returned = Some(wanted.into_iter().collect());
        self
    }

    /// Adds a rule to those that every exercise has: nothing else is sent, nothing is missing, no time
    /// is lost before the first request and after the last, and what is asked for is returned.
    pub fn rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// What is asked of a solution.
    pub fn asked(&self) -> &Asked {
        &self.asked
    }

    /// What the solution is given and what it meets.
    pub fn scenario(&self) -> &Scenario {
        &self.asked.scenario
    }

    /// How an ideal solution behaves.
    pub fn ideal(&self) -> &Plan {
        &self.ideal
    }

    /// What a solution would be told first that behaves as planned and returns what is asked for; `None`
    /// where it keeps every rule. So a test shows without waiting that a mistake is refused in each draw
    /// of many seeds.
    pub fn refusal_of(&self, plan: &Plan) -> Option<Finding> {
        let broken = |rule: &Rule| {
            let broken = Evidence::of_plan(&self.asked, plan, |seen| rule.check(seen).err());
            broken.map(|broken| Finding {
                wanted: rule.wanted().to_owned(),
                broken: Some(broken),
            })
        };
        self.rules().iter().find_map(broken)
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
        let scenario = self.asked.scenario;
        self.asked.scenario = scenario.serving(|script| script.signed(signature));
        self
    }
}
