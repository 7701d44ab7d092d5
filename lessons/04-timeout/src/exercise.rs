//! What the exercise of this lesson asks for.

use kit::{Exercise, Form, Reply, Rule, Script};

/// Four steps that share 0.7 s.
pub fn exercise() -> Exercise {
    let script = Script::new()
        .reply("outline", Reply::ok().after(2))
        .reply("draft", Reply::ok().after(3))
        .reply("review", Reply::ok().after(4))
        .reply("title", Reply::ok().after(1));
    let late = "no answer in time";
    Exercise::new(
        4,
        Form::Async,
        "One deadline for all",
        "The four steps are to take 0.7 s in all, one after another. The code gives 0.7 s to each of \
         them. Make them share one deadline: a step in flight is given up then, and none is sent \
         after it.",
    )
    .scenario(["outline", "draft", "review", "title"], script)
    .instead("review", late)
    .instead("title", late)
    .rule_because(
        Rule::HungUp("review", 7),
        "Is the deadline taken once, before the first step? A call in a task of its own is not \
         dropped with the wait for it, and a blocking call cannot be dropped at all.",
    )
    .rule_because(
        Rule::Attempts("title", 0),
        "The deadline is over when its turn comes. Is it looked at before the call is made?",
    )
    .rule(Rule::AtMostInFlight(1))
    .rule_because(
        Rule::Answers,
        "Are the answers kept that came in time, with \"no answer in time\" for the others?",
    )
    .next("cargo run -p lesson-5")
}
