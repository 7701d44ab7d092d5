//! Lesson 1: one request after another, in both forms.

pub mod asynchronous;
pub mod blocking;
mod exercise;

pub use exercise::exercise;

use kit::{Lesson, Run, Scenario};

/// Eight articles, one request each.
pub fn lesson() -> Lesson {
    Lesson::new(
        1,
        "Sequential",
        "One request after another takes the sum of them all.",
    )
    .scenario(Scenario::articles(&[5, 3, 4, 6, 2, 3, 4, 1]))
    .run(
        Run::blocking("a loop", blocking::summarise)
            .in_python("requests in a loop", kit::python!("blocking.py")),
    )
    .run(
        Run::asynchronous("a loop with .await", asynchronous::summarise).in_python(
            "aiohttp in a loop with await",
            kit::python!("asynchronous.py"),
        ),
    )
    .look_for(
        "Look for the difference: there is none. A request is sent when the one before it was \
         answered, because .await waits, as the blocking call does. Async alone is not \
         concurrency.",
    )
}
