//! The race on the first page of the book: forms of lessons 1, 2 and 3 against one server.
//!
//! A lesson meets a server that fits it, and so cannot be compared with another. Here all five
//! meet the one of lesson 3.

use kit::{Lesson, Reply, Run, Scenario};
use std::convert::Infallible;
use std::process::ExitCode;

type Summaries = Result<Vec<String>, chat::Error>;

fn main() -> ExitCode {
    kit::main(&race())
}

/// The eight articles of the lessons, and a server that works on three at once.
fn race() -> Lesson {
    let refusal = Reply::status(429)
        .saying("three at a time, please")
        .after(1);
    let scenario = Scenario::articles(&[5, 3, 4, 6, 2, 3, 4, 1]);
    Lesson::unnumbered(
        "race",
        "The race",
        "The same eight articles, five ways, and a server that works on three at a time.",
    )
    .scenario(scenario.serving(|script| script.works_on(3, refusal)))
    .run(
        Run::asynchronous(
            "one after another",
            tells(lesson_1::asynchronous::summarise),
        )
        .named("loop")
        .telling(),
    )
    .run(
        Run::blocking("all at once", tells(lesson_2::blocking::summarise))
            .named("at once")
            .telling()
            // Right where the server takes all that come, and wrong here.
            .wrong()
            .ghost("permits"),
    )
    .run(
        Run::asynchronous(
            "waves of three",
            tells(lesson_3::waves::asynchronous::wrong_waves),
        )
        .named("waves")
        .telling()
        .wrong()
        .ghost("permits"),
    )
    .run(
        Run::asynchronous("three at a time", tells(lesson_3::asynchronous::summarise))
            .named("permits")
            .telling(),
    )
    .run(
        Run::asynchronous(
            "three at a time, the permit dropped",
            tells(lesson_3::asynchronous::wrong_permit),
        )
        .named("no permit")
        .telling()
        .wrong()
        .ghost("permits"),
    )
    .look_for(
        "Look for who ends first, and with what. Two end soonest and have nothing: this server \
         refuses who sends more than three. Of the others, three at a time wins, since no slot is \
         idle while work is left.",
    )
}

/// The same form, which tells what it has in the end: to be refused is a result of this race, and
/// no failure of the program.
fn tells(
    form: fn(&str, &[String]) -> Summaries,
) -> impl Fn(&str, &[String]) -> Result<Vec<String>, Infallible> {
    move |base_url, articles| {
        Ok(vec![match form(base_url, articles) {
            Ok(summaries) => format!("{} summaries", summaries.len()),
            Err(error) => format!("no summaries: {error}"),
        }])
    }
}
