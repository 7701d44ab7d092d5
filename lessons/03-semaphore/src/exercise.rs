//! What the exercise of this lesson asks for.

use kit::plan::{buffered, dealt, divisions, leaves_idle, waves};
use kit::rules::{at_most_connections, at_most_in_flight, no_idle_slot};
use kit::{Exercise, Form, Plan, Scenario, Task};

/// Some articles, three at a time.
pub fn exercise() -> Exercise {
    Exercise::new(
        3,
        Form::Async,
        "Three at a time",
        "Send no more than three requests at a time, and leave no slot idle while there is \
         work. At the start, the code sends waves of three, and each wave waits for its \
         slowest.",
        |dice| {
            let count = dice.varied(7..=9) as usize;
            let articles = dice.articles(count);
            // Whoever divides the work beforehand, or waits for a wave or for the oldest, leaves a slot
            // idle.
            let latencies = dice.until(
                |dice| dice.latencies(count, 1..=6),
                |latencies| {
                    let mistakes = [waves, buffered, dealt].map(|others| others(latencies, 3));
                    let mut all = divisions(latencies, 3);
                    all.extend(mistakes.clone());
                    // And each of them can be told from the others.
                    let [waves, buffered, dealt] = mistakes;
                    let differ = waves != buffered && buffered != dealt && dealt != waves;
                    differ && all.iter().all(|times| leaves_idle(times, 3))
                },
            );
            let scenario = Scenario::answering(articles.iter().zip(latencies));
            let ideal = Plan::shared(&scenario, 3);
            Task::new(scenario, ideal)
                .rule(at_most_in_flight(3))
                .rule(no_idle_slot(3))
                .rule(at_most_connections(3))
        },
    )
}
