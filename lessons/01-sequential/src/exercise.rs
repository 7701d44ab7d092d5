//! What the exercise of this lesson asks for.

use kit::{Delay, Exercise, Form, Reply, Rule, Script};

/// Five articles, and a server where each new connection costs a tick.
pub fn exercise() -> Exercise {
    let articles: Vec<String> = (1..=5).map(|number| format!("article {number}")).collect();
    let script = Script::new()
        .otherwise(Reply::ok().after(2))
        .connection_cost(Delay::Ticks(1));
    Exercise::new(
        1,
        Form::Blocking,
        "One connection",
        "The code opens a connection for each request, and here that costs 0.1 s each time. Send \
         the same requests one after another over one connection.",
    )
    .scenario(articles, script)
    .rule(Rule::Answers)
    .rule(Rule::EachOnce)
    .rule_because(
        Rule::AtMostInFlight(1),
        "The task is to send one after another. Is there a thread that need not be?",
    )
    .rule_because(
        Rule::AtMostConnections(1),
        "Is one agent made before the loop, and is each answer read to its end? A connection with \
         an unread answer cannot carry the next request.",
    )
    .rule_because(
        Rule::DoneWithin(11),
        "Five answers take 0.2 s each, the connection 0.1 s once. What else is waited for?",
    )
    .next("cargo run -p lesson-2")
}
