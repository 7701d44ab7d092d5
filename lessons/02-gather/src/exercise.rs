//! What the exercise of this lesson asks for.

use kit::{Exercise, Form, Rule};

/// Six articles, all at once, with threads.
pub fn exercise() -> Exercise {
    Exercise::new(
        2,
        Form::Blocking,
        "All at once",
        "The code sends one request after another. Make it send all six at once, with \
         a thread for each or in any other way.",
    )
    .articles(&[3, 5, 2, 4, 6, 2])
    .rule_because(
        Rule::Answers,
        "Is each thread joined, in the order of the articles?",
    )
    .rule(Rule::EachOnce)
    .rule_because(
        Rule::NoIdleSlot(6),
        "Are all threads spawned before the first of them is joined? An iterator does nothing \
         until it is collected. Does a lock let only one of them ask at a time?",
    )
    .rule(Rule::DoneWithin(6))
    .rule(Rule::AtMostConnections(6))
    .next("cargo run -p lesson-3")
}
