//! What the exercise of this lesson asks for.

use kit::{Exercise, Form, Reply, Rule, Script};

/// Three prompts: one that succeeds in the end, one that never will, one that is told to wait.
pub fn exercise() -> Exercise {
    let busy = || Reply::status(503).after(1);
    let script = Script::new()
        .replies("busy", [busy(), busy(), Reply::ok().after(1)])
        .reply("bad", Reply::status(400).saying("no such model").after(1))
        .replies(
            "limited",
            [
                Reply::status(429).retry_after(1).after(1),
                Reply::ok().after(1),
            ],
        );
    Exercise::new(
        7,
        Form::Blocking,
        "Wait, and give up",
        "The code tries whatever failed again at once, four times in all. Make it wait 0.2 s before the \
         second attempt and twice as long before each further one; or as long as the server asks, if \
         it does. Try again only what may succeed: 429 and 5xx, not 400.",
    )
    .scenario(["busy", "bad", "limited"], script)
    .instead("bad", "the API answered 400: no such model")
    .rule_because(
        Rule::Attempts("busy", 3),
        "503 passes: the third attempt is answered. Are there four attempts, the first included?",
    )
    .rule_because(
        Rule::Gaps("busy", &[2, 4]),
        "Does the wait begin with 0.2 s, and is it doubled after each attempt?",
    )
    .rule_because(
        Rule::Attempts("bad", 1),
        "The same request is answered 400 for ever. Which statuses are worth another attempt?",
    )
    .rule_because(
        Rule::Attempts("limited", 2),
        "The server says when it will have room: look at `retry_after` in the error. Who comes \
         earlier is refused again.",
    )
    .rule_because(
        Rule::Gaps("limited", &[10]),
        "The server asks for one second: look at `retry_after` in the error.",
    )
    .rule(Rule::Answers)
    .rule_because(
        Rule::DoneWithin(22),
        "Is anything waited for that need not be, before a first attempt or after the last?",
    )
}
