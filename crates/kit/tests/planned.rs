//! Behaviours that are judged by a plan alone. They have a process of their own: one of these tests panics on
//! purpose, and to the grader the first panic of a process is the learner's.

use kit::{Exercise, Form, Outcome, Plan, Scenario, Task};

/// Two answers, one after another.
fn exercise() -> Exercise {
    Exercise::new(0, Form::Blocking, "Two answers", "Ask for both.", |dice| {
        let articles = dice.articles(3);
        let scenario = Scenario::answering(articles[..2].iter().zip([2, 1]));
        let ideal = Plan::shared(&scenario, 1);
        Task::new(scenario, ideal)
    })
}

#[test]
fn a_behaviour_that_breaks_a_rule_is_refused_in_every_seed() {
    // The first prompt is sent again when all has ended.
    exercise().check_refused(50, |task| {
        let plan = Plan::shared(task.scenario(), 1);
        let end = plan.end();
        let again = &task.scenario().prompts()[0];
        plan.stay(again, end, end + 1, Outcome::Answered(200))
    });
}

#[test]
#[should_panic(expected = "seed 0: the behaviour is accepted")]
fn a_behaviour_that_keeps_every_rule_is_not() {
    exercise().check_refused(1, |task| task.ideal().clone());
}
