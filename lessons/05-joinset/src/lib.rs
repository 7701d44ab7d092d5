//! Lesson 5: related calls, of which one fails, in both forms.

pub mod detached;
mod exercise;
pub mod gather;
pub mod group;
pub mod panics;

pub use exercise::exercise;

use kit::{Lesson, Reply, Run, Scenario};
use std::convert::Infallible;

/// Six related articles. Article 3 fails first, then article 2.
pub fn lesson() -> Lesson {
    let apology = Reply::ok().saying("Sorry, there are no summaries today.");
    let apology = apology.after(5);
    Lesson::new(
        5,
        "JoinSet",
        "When one of several related calls fails, stop the others, and tell every error.",
    )
    .idea(
        "Gather: a failure stops nothing",
        "Each call runs to its end and has a result of its own, as with asyncio's gather and \
         return_exceptions=True.",
    )
    .scenario(failing())
    .run(
        Run::blocking("six threads, all results", |base_url, articles| {
            tell(gather::blocking::summarise(base_url, articles))
        })
        .telling()
        .in_python(
            "a pool of six threads, all results",
            kit::python!("gather/blocking.py"),
        ),
    )
    .run(
        Run::asynchronous("join_all, all results", |base_url, articles| {
            tell(gather::asynchronous::summarise(base_url, articles))
        })
        .telling()
        .in_python(
            "gather with return_exceptions=True",
            kit::python!("gather/asynchronous.py"),
        ),
    )
    .idea(
        "Group: a failure stops the rest",
        "Without one of the summaries there is no page: readers get an apology. The rest is no \
         longer wanted. In asyncio, a TaskGroup stops it.",
    )
    .scenario(
        failing()
            .moment("first error", 2)
            .follow_up("apology", apology),
    )
    .run(
        Run::blocking(
            "six threads, hung up at the first error",
            group::blocking::page,
        )
        .telling(),
    )
    .run(
        Run::asynchronous(
            "a JoinSet, abort_all at the first error",
            group::asynchronous::page,
        )
        .telling()
        .in_python("a TaskGroup", kit::python!("group/asynchronous.py")),
    )
    .run(
        Run::asynchronous(
            "a JoinSet, dropped at the first error",
            group::dropped::page,
        )
        .named("dropped")
        .telling(),
    )
    .run(
        Run::blocking(
            "three threads look at a stop flag between requests",
            group::flag::page,
        )
        .named("flag")
        .telling()
        .in_python(
            "three threads look at an Event between requests",
            kit::python!("group/flag.py"),
        ),
    )
    .run(
        Run::blocking(
            "six threads, joined in order",
            detached::blocking::wrong_page,
        )
        .named("lost threads")
        .telling()
        .wrong(),
    )
    .run(
        Run::asynchronous(
            "six spawned tasks, awaited in order",
            detached::asynchronous::wrong_page,
        )
        .named("lost tasks")
        .telling()
        .wrong(),
    )
    .look_for(
        "Look for tick 2, where article 3 fails. In that tick both forms hang up on the other \
         calls. Tasks are stopped by abort_all, or because their set is dropped. Threads cannot \
         be stopped: the client that they share is hung up. It cannot be used again, so the \
         apology has another.",
    )
    .look_for(
        "A flag reaches nobody who waits: articles 1 and 2 run on, although nobody wants them. \
         It does keep articles 4 to 6 from being sent. With six threads all would have been \
         sent before the flag was up.",
    )
    .look_for(
        "The wrong ones wait for article 1 first. They return four ticks late, with the error of \
         article 2 and not with that of article 3. Three requests run on without them.",
    )
}

fn failing() -> Scenario {
    let ok = |ticks| Reply::ok().after(ticks);
    let failed = |status, why, ticks| Reply::status(status).saying(why).after(ticks);
    Scenario::new()
        .prompt("article 1", ok(6))
        .prompt("article 2", failed(503, "too busy for article 2", 4))
        .prompt("article 3", failed(500, "cannot read article 3", 2))
        .prompt("article 4", ok(9))
        .prompt("article 5", ok(7))
        .prompt("article 6", ok(8))
}

/// The number of summaries, and every error.
fn tell(results: Vec<Result<String, chat::Error>>) -> Result<Vec<String>, Infallible> {
    let errors = results.iter().filter_map(|result| result.as_ref().err());
    let errors: Vec<String> = errors.map(ToString::to_string).collect();
    let summaries = results.len() - errors.len();
    let told = [format!("{summaries} summaries")];
    Ok(told.into_iter().chain(errors).collect())
}
