//! What the exercise of this lesson asks for.

use kit::rules::{at_most_connections, no_idle_slot};
use kit::{Exercise, Form, Plan, Scenario, Task};

/// Some articles, all at once, with threads.
pub fn exercise() -> Exercise {
    Exercise::new(
        2,
        Form::Blocking,
        "All at once",
        "Send all requests at once, with a thread for each or in any other way. At the start, \
         the code sends one after another.",
        |dice| {
            // In the last draw there are more than anybody sends at once who has chosen a number
            // himself; the first, which most people meet, is short.
            let count = [5, 7, 12][dice.round() as usize % 3];
            // Another one in each draw, so that no sleep is right that somebody has tried out.
            let slowest = dice.varied(5..=8);
            let articles = dice.articles(count);
            let mut latencies = dice.latencies(count - 1, 1..=slowest - 1);
            latencies.push(slowest);
            let latencies = dice.until(
                |dice| dice.shuffled(latencies.clone()),
                // Neither the order of the answers nor the opposite is that of the articles.
                |latencies| !latencies.is_sorted() && !latencies.is_sorted_by(|a, b| a >= b),
            );
            let scenario = Scenario::answering(articles.iter().zip(latencies));
            let ideal = Plan::shared(&scenario, count);
            Task::new(scenario, ideal)
                .rule(no_idle_slot(count))
                .rule(at_most_connections(count))
        },
    )
}
