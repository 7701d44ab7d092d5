//! What the exercise of this lesson asks for.

use kit::{Exercise, Form, Reply, Rule, Script};

/// Five articles that belong together, of which the third fails.
pub fn exercise() -> Exercise {
    let articles: Vec<String> = (1..=5).map(|number| format!("article {number}")).collect();
    let script = Script::new()
        .reply("article 1", Reply::ok().after(5))
        .reply("article 2", Reply::ok().after(7))
        .reply("article 3", Reply::status(500).after(2))
        .reply("article 4", Reply::ok().after(4))
        .reply("article 5", Reply::ok().after(6))
        .reply("apology", Reply::ok().after(6));
    let exercise = Exercise::new(
        5,
        Form::Async,
        "Stop the rest",
        "Article 3 fails at 0.2 s, and without it there is no page: only an apology is to be \
         returned. The code goes on for 0.5 s before it sees that. Make the first failure stop all \
         other calls, and ask for the apology at that moment.",
    )
    .scenario(articles, script)
    .returning(["apology"])
    .rule_because(
        Rule::Answers,
        "Is the answer to the prompt apology all that is returned?",
    );
    let others = ["article 1", "article 2", "article 4", "article 5"];
    let exercise = others.into_iter().fold(exercise, |exercise, article| {
        exercise.rule_because(
            Rule::HungUp(article, 2),
            "Do the tasks belong to a set that is told to abort, or dropped, at the first error, \
             whichever task has it? A handle that is dropped stops nothing.",
        )
    });
    exercise
        .rule(Rule::Attempts("article 3", 1))
        .rule(Rule::Attempts("apology", 1))
        .rule_because(
            Rule::DoneWithin(8),
            "Is the apology asked for as soon as the first call has failed?",
        )
        .next("cargo run -p lesson-6")
}
