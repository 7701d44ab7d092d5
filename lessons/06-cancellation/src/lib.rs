//! Lesson 6: cancellation, of a call, of a group and of the whole program, in both forms.

mod exercise;
pub mod shutdown;
pub mod signals;
pub mod swallow;
pub mod tokens;

pub use exercise::exercise;

use kit::{Lesson, Reply, Run, Scenario};
use shutdown::Report;
use signals::Signal;
use std::fmt::Display;
use std::time::Duration;

/// Two groups of calls, two workers, and a program, and all are told to stop.
pub fn lesson() -> Lesson {
    let lesson = Lesson::new(
        6,
        "Cancellation",
        "To cancel is to drop: the connection closes and cleanup runs, at that moment.",
    );
    shutdown(swallow(tokens(lesson)))
}

fn tokens(lesson: Lesson) -> Lesson {
    lesson
        .idea(
            "Tokens: a call, a group, everything",
            "Group A has articles 1 to 4, group B has 5 to 8; each has two workers. B is \
             cancelled at 0.3 s, all of it at 0.7 s. Each call cleans up after itself, each \
             group after a folder and a file that it made in this order.",
        )
        .scenario(Scenario::articles(&[2, 6, 5, 4, 4, 3, 1, 5]))
        .run(
            Run::blocking(
                "a tree of flags, seen between two calls",
                tokens::blocking::summarise,
            )
            .telling(),
        )
        .run(
            Run::asynchronous(
                "a tree of tokens, seen in the middle of a call",
                tokens::asynchronous::summarise,
            )
            .telling(),
        )
        .look_for(
            "1. A cancelled call is dropped: the server sees group B hang up at 0.3 s and group \
             A at 0.7 s. A flag is seen when the call is over. Cleanup stands in Drop, so that \
             it runs in any case: calls before their group, and what was made last first.",
        )
}

fn swallow(lesson: Lesson) -> Lesson {
    lesson
        .idea(
            "Swallowed: stopped in name only",
            "Two workers with three articles each are cancelled at 0.3 s. When both have ended, \
             the program goes on with a report.",
        )
        .scenario(Scenario::articles(&[2, 3, 3, 4, 3, 2]).prompt("report", Reply::ok().after(3)))
        .run(Run::blocking(
            "both workers see the flag, and break",
            swallow::blocking::summarise,
        ))
        .run(Run::asynchronous(
            "both workers drop their call, and break",
            swallow::asynchronous::summarise,
        ))
        .run(
            Run::blocking(
                "the worker that sees the flag takes it down",
                swallow::blocking::wrong_swallow,
            )
            .named("taken down")
            .wrong(),
        )
        .run(
            Run::asynchronous(
                "both workers finish their call, and do not break",
                swallow::asynchronous::wrong_swallow,
            )
            .named("swallowed")
            .wrong(),
        )
        .look_for(
            "2. After 0.3 s the right ones send nothing but the report. The wrong ones go on \
             with the articles: one worker where the other took the flag, both where nothing \
             ends the loop. In Python that is an except CancelledError without a raise.",
        )
}

fn shutdown(lesson: Lesson) -> Lesson {
    let ms = Duration::from_millis;
    let (once, twice) = (vec![ms(400)], vec![ms(400), ms(600)]);
    lesson
        .idea(
            "Shutdown: a program that ends in good order",
            "The lesson presses Ctrl-C at 0.4 s. Nothing new is sent; what is in flight has \
             0.4 s more. Press it yourself before: the form does the same, and the lesson ends.",
        )
        .scenario(Scenario::articles(&[2, 5, 3, 8, 4, 3, 2, 1]))
        .run(
            Run::blocking(
                "Ctrl-C at 0.4 s",
                scripted(shutdown::blocking::summarise, once.clone()),
            )
            .telling(),
        )
        .run(
            Run::asynchronous(
                "Ctrl-C at 0.4 s",
                scripted(shutdown::asynchronous::summarise, once),
            )
            .telling(),
        )
        .run(
            Run::blocking(
                "Ctrl-C at 0.4 s and at 0.6 s",
                scripted(shutdown::blocking::summarise, twice.clone()),
            )
            .named("blocking 2")
            .telling(),
        )
        .run(
            Run::asynchronous(
                "Ctrl-C at 0.4 s and at 0.6 s",
                scripted(shutdown::asynchronous::summarise, twice),
            )
            .named("async 2")
            .telling(),
        )
        .look_for(
            "3. Nothing is sent after 0.4 s. Article 4 takes too long: the async form hangs up \
             at 0.8 s or, when Ctrl-C comes again, at 0.6 s. The blocking form gives it up at \
             the same moment and cannot stop it: its thread waits on until the program ends, \
             which it does not do here, with more to show.",
        )
}

/// A form that hears signals when the lesson's script says so, and real ones whenever they come.
fn scripted<E: Display>(
    form: impl Fn(&str, &[String], &[Duration]) -> Result<Report, E>,
    script: Vec<Duration>,
) -> impl Fn(&str, &[String]) -> Result<Vec<String>, E> {
    move |base_url, articles| form(base_url, articles, &script).map(told)
}

/// What the program knows when it ends. A real signal ends the lesson too.
fn told(report: Report) -> Vec<String> {
    if let Some(Signal::Real(number)) = report.signal {
        kit::interrupted_by(number);
    }
    let told = [
        ("done", report.done),
        ("given up", report.given_up),
        ("not sent", report.left),
    ];
    let told = told.iter().filter(|(_, articles)| !articles.is_empty());
    told.map(|(what, articles)| format!("{what}: {}", articles.join(", ")))
        .collect()
}
