//! What the exercise of this lesson asks for.

use kit::rules::{at_most_connections, at_most_in_flight, no_idle_slot, sends_in_order};
use kit::{Delay, Exercise, Form, Plan, Scenario, Task};

/// Some articles, and a server where each new connection costs a tick.
pub fn exercise() -> Exercise {
    Exercise::new(
        1,
        Form::Blocking,
        "One connection",
        "Each new connection costs 0.1 s here. Send one request after another, in the order of \
         the articles, over one connection. At the start, the code opens a connection for each \
         request.",
        |dice| {
            let count = dice.varied(4..=6) as usize;
            let articles = dice.articles(count);
            let latencies = dice.latencies(count, 1..=3);
            let scenario = Scenario::answering(articles.iter().zip(latencies));
            let scenario = scenario.serving(|script| script.connection_cost(Delay::Ticks(1)));
            let ideal = Plan::shared(&scenario, 1).later(1);
            Task::new(scenario, ideal)
                .rule(sends_in_order())
                .rule(at_most_in_flight(1))
                .rule(no_idle_slot(1))
                .rule(at_most_connections(1))
        },
    )
}
