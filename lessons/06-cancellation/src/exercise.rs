//! What the exercise of this lesson asks for.

use kit::{Exercise, Form, Rule};

/// Six articles, two at a time, and a signal at 0.4 s.
pub fn exercise() -> Exercise {
    Exercise::new(
        6,
        Form::Async,
        "Drain",
        "At 0.4 s a signal comes. The code drops what is in flight, and with it everything it has \
         learned. Make it drain instead: send nothing after the signal, let the calls in flight \
         end, and return the summaries that are there.",
    )
    .articles(&[3, 2, 3, 5, 2, 2])
    .returning(["article 1", "article 2", "article 3", "article 4"])
    .rule_because(
        Rule::Answers,
        "Is every summary that came kept, also one that comes after the signal?",
    )
    .rule(Rule::AtMostInFlight(2))
    .rule_because(
        Rule::NotGivenUp("article 3"),
        "It is in flight when the signal comes. Is it awaited until it is answered?",
    )
    .rule_because(
        Rule::NotGivenUp("article 4"),
        "It is in flight when the signal comes. Is it awaited until it is answered?",
    )
    .rule_because(
        Rule::NothingSentAfter(4),
        "Is it looked at before every request whether the signal has come?",
    )
    .rule_because(
        Rule::DoneWithin(8),
        "Two at a time, the calls that are sent before the signal have ended by then.",
    )
    .next("cargo run -p lesson-7")
}
