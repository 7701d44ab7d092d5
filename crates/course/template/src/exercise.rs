//! What the exercise of this lesson asks for.

use kit::rules::no_idle_slot;
use kit::{Exercise, Form, Plan, Scenario, Task};

/// WRITE 4: the task, in a line.
pub fn exercise() -> Exercise {
    Exercise::new(
        @NUMBER@,
        Form::Async,
        "WRITE 4: a title",
        "WRITE 4: what is wanted, and what the code does at the start.",
        |dice| {
            // WRITE 4: what is drawn for each judgement, so that no answer and no time can be known
            // beforehand, and how an ideal solution behaves in it.
            let count = dice.varied(4..=6) as usize;
            let articles = dice.articles(count);
            let latencies = dice.latencies(count, 1..=6);
            let scenario = Scenario::answering(articles.iter().zip(latencies));
            let ideal = Plan::shared(&scenario, count);
            // WRITE 4: the rules. Those of `kit::rules` serve most lessons; one of your own is
            // `Rule::new`, in a file beside this one, with its test. What is to be returned is the
            // answers, in order, unless `.returning(...)` says so.
            Task::new(scenario, ideal).rule(no_idle_slot(count))
        },
    )
}
