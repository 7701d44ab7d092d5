//! Lesson 3: no more than three requests at a time, in both forms.

pub mod asynchronous;
pub mod blocking;
pub mod buffered;
mod exercise;
pub mod waves;

pub use exercise::exercise;

use kit::{Lesson, Reply, Run, Scenario};
use std::convert::Infallible;

/// The eight articles of lessons 1 and 2, and a server that works on three at once.
pub fn lesson() -> Lesson {
    let refusal = Reply::status(429)
        .saying("three at a time, please")
        .after(1);
    let scenario = Scenario::articles(&[5, 3, 4, 6, 2, 3, 4, 1]);
    Lesson::new(
        3,
        "Semaphore",
        "No more than three requests at a time, and no idle slot while work is left.",
    )
    .scenario(scenario.serving(|script| script.works_on(3, refusal)))
    .run(
        Run::blocking("three threads share one queue", blocking::summarise)
            .in_python("a pool of three threads", kit::python!("blocking.py")),
    )
    .run(
        Run::asynchronous("eight futures share three permits", asynchronous::summarise).in_python(
            "eight coroutines share an asyncio.Semaphore",
            kit::python!("asynchronous.py"),
        ),
    )
    .run(
        Run::asynchronous("a stream keeps three futures going", buffered::summarise)
            .named("stream"),
    )
    .run(
        Run::blocking(
            "three threads, and then the next three",
            waves::blocking::wrong_waves,
        )
        .named("thread waves")
        .wrong(),
    )
    .run(
        Run::asynchronous(
            "three futures, and then the next three",
            waves::asynchronous::wrong_waves,
        )
        .in_python(
            "three coroutines, and then the next three",
            kit::python!("waves.py"),
        )
        .named("future waves")
        .wrong(),
    )
    .run(
        Run::blocking(
            "the queue stays locked while a request is in flight",
            blocking::wrong_lock,
        )
        .named("locked")
        .wrong(),
    )
    .run(
        Run::asynchronous(
            "the permit is dropped before the request is sent",
            |base_url, articles| told(asynchronous::wrong_permit(base_url, articles)),
        )
        .named("no permit")
        .telling()
        .wrong(),
    )
    .look_for(
        "Look for the starts: when a request is answered, the next one is sent in that very \
         tick. Waves of three wait for the slowest of each wave, and take half as long again.",
    )
    .look_for(
        "A lock that outlives its line holds too much: one request at a time. A permit bound to _ \
         is dropped at once and holds nothing: eight requests arrive together. This server works \
         on three and refuses five. The first refusal ends the program, which hangs up on the \
         three that would have been answered.",
    )
}

/// What the program knows when it ends: this server refuses who does not keep its limit.
fn told(result: Result<Vec<String>, chat::Error>) -> Result<Vec<String>, Infallible> {
    let told = match result {
        Ok(summaries) => format!("{} summaries", summaries.len()),
        Err(error) => format!("no summaries: {error}"),
    };
    Ok(vec![told])
}
