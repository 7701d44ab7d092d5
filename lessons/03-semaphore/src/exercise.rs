//! What the exercise of this lesson asks for.

use kit::{Exercise, Form, Rule};

/// Six articles, three at a time.
pub fn exercise() -> Exercise {
    Exercise::new(
        3,
        Form::Async,
        "Three at a time",
        "The code sends its requests in waves of three, and each wave waits for its slowest. Keep \
         the limit of three, but leave no slot idle while there is work.",
    )
    .articles(&[4, 2, 6, 3, 5, 3])
    .rule(Rule::Answers)
    .rule(Rule::EachOnce)
    .rule(Rule::AtMostInFlight(3))
    .rule(Rule::NoIdleSlot(3))
    .rule(Rule::DoneWithin(9))
    .rule(Rule::AtMostConnections(3))
    .next("cargo run -p lesson-4")
}
