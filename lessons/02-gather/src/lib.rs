//! Lesson 2: all requests at once, in both forms.

pub mod asynchronous;
pub mod blocking;
mod exercise;

pub use exercise::exercise;

use kit::{Lesson, Run, Scenario};

/// The eight articles of lesson 1.
pub fn lesson() -> Lesson {
    Lesson::new(
        2,
        "Gather",
        "All requests at once take as long as the slowest of them.",
    )
    .scenario(Scenario::articles(&[5, 3, 4, 6, 2, 3, 4, 1]))
    .run(
        Run::blocking("eight threads, one request each", blocking::summarise)
            .in_python("a pool of eight threads", kit::python!("blocking.py")),
    )
    .run(
        Run::asynchronous(
            "eight futures, joined on one thread",
            asynchronous::summarise,
        )
        .in_python("asyncio.gather", kit::python!("asynchronous.py")),
    )
    .run(
        Run::blocking(
            "threads spawned and joined one by one",
            blocking::wrong_lazy,
        )
        .named("lazy threads")
        .wrong(),
    )
    .run(
        Run::asynchronous(
            "futures made first, awaited one by one",
            asynchronous::wrong_lazy,
        )
        .named("lazy futures")
        .wrong(),
    )
    .look_for(
        "Look for the slowest article: both forms take as long as it does. The blocking form \
         starts a thread for each request, the async form starts none.",
    )
    .look_for(
        "The wrong ones look concurrent and are not. An iterator runs when it is collected, a \
         future when it is awaited: until then, nothing was sent.",
    )
}
