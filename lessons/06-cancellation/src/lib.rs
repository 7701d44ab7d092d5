//! Lesson 6: cancellation, of a call, of a group and of the whole program, in both forms.

mod exercise;
pub mod one;
pub mod shutdown;
pub mod signals;
pub mod tokens;

pub use exercise::exercise;

use kit::{Lesson, Run, Scenario};
use shutdown::Report;
use signals::Signal;
use std::fmt::Display;
use std::time::Duration;

/// A worker, two groups and a program, and all are told to stop.
pub fn lesson() -> Lesson {
    let lesson = Lesson::new(
        6,
        "Cancellation",
        "To cancel is to drop a future, or to take away what a thread waits on. The code around \
         it has to end too.",
    );
    shutdown(tokens(one(lesson)))
}

fn one(lesson: Lesson) -> Lesson {
    lesson
        .idea(
            "One token",
            "A worker asks for three articles, one after another. It is cancelled at 0.4 s.",
        )
        .scenario(Scenario::articles(&[2, 6, 3]).moment("cancel", 4))
        .run(Run::blocking(
            "the client of the thread is hung up",
            one::blocking::summarise,
        ))
        .run(
            Run::asynchronous(
                "the call is dropped where it waits",
                one::asynchronous::summarise,
            )
            .in_python("task.cancel()", kit::python!("one/asynchronous.py")),
        )
        .run(
            Run::blocking("a flag, seen when the call is over", one::flag::wrong_flag)
                .named("flag")
                .wrong()
                .in_python(
                    "an Event, and the session is closed",
                    kit::python!("one/flag.py"),
                ),
        )
        .run(
            Run::asynchronous(
                "finishes its call, and does not break",
                one::swallow::wrong_swallow,
            )
            .named("swallowed")
            .wrong(),
        )
        .look_for(
            "1. Look for 0.4 s. The right ones hang up and send nothing more. A flag alone does \
             not reach a thread that waits. And a worker that hears of it still has to leave \
             its loop. In Python, an except CancelledError without a raise is the same mistake.",
        )
}

fn tokens(lesson: Lesson) -> Lesson {
    let scenario = Scenario::articles(&[2, 7, 3, 1, 5, 4]);
    lesson
        .idea(
            "Groups: some of it, or everything",
            "Group A has articles 1 to 3, group B has 4 to 6, one after another. B is cancelled \
             at 0.3 s, all of it at 0.7 s. Each call cleans up after itself, each group after a \
             folder and a file that it made in this order.",
        )
        .scenario(scenario.moment("cancel B", 3).moment("cancel all", 7))
        .run(
            Run::blocking(
                "a client and a flag for each group",
                tokens::blocking::summarise,
            )
            .telling(),
        )
        .run(
            Run::asynchronous("a tree of tokens", tokens::asynchronous::summarise)
                .telling()
                .in_python(
                    "a task for each group",
                    kit::python!("tokens/asynchronous.py"),
                ),
        )
        .look_for(
            "2. The server sees group B hang up at 0.3 s and group A at 0.7 s. Cleanup is in \
             Drop, so it runs however a scope is left: first the call, then its group, and \
             there what was made last comes first.",
        )
}

fn shutdown(lesson: Lesson) -> Lesson {
    let ms = Duration::from_millis;
    let (once, twice) = (vec![ms(400)], vec![ms(400), ms(600)]);
    let scenario = Scenario::articles(&[2, 5, 3, 8, 4, 3, 2, 1]).moment("Ctrl-C", 4);
    lesson
        .idea(
            "Shutdown: a program that ends in good order",
            "The lesson presses Ctrl-C at 0.4 s. Nothing new is sent; what is in flight has \
             0.4 s more. Press it yourself before: the form does the same, and the lesson ends.",
        )
        .scenario(scenario.clone())
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
            .telling()
            .in_python("Ctrl-C at 0.4 s", kit::python!("shutdown/asynchronous.py")),
        )
        .scenario(scenario.moment("Ctrl-C", 6))
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
            "3. Nothing is sent after 0.4 s. Article 4 takes too long. Both forms hang up on it \
             at 0.8 s or, when Ctrl-C comes again, at 0.6 s. The async form waits for answers \
             and signals at once. The blocking form looks for them in turn, every five \
             milliseconds.",
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
