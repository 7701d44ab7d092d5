//! Lesson 3: no more than three requests at a time, in both forms.

pub mod asynchronous;
pub mod blocking;
pub mod buffered;
mod exercise;

pub use exercise::exercise;

use kit::{Lesson, Run, Scenario};

/// The eight articles of lessons 1 and 2.
pub fn lesson() -> Lesson {
    Lesson::new(
        3,
        "Semaphore",
        "No more than three requests at a time, and no idle slot while work is left.",
    )
    .scenario(Scenario::articles(&[5, 3, 4, 6, 2, 3, 4, 1]))
    .run(Run::blocking(
        "three threads share one queue",
        blocking::summarise,
    ))
    .run(Run::asynchronous(
        "eight futures share three permits",
        asynchronous::summarise,
    ))
    .run(
        Run::asynchronous("a stream keeps three futures going", buffered::summarise)
            .named("stream"),
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
            asynchronous::wrong_permit,
        )
        .named("no permit")
        .wrong(),
    )
    .look_for(
        "Look for the starts: when a request is answered, the next one is sent in that very \
         tick. Waves of three would wait for the slowest of each wave.",
    )
    .look_for(
        "The wrong ones hold too much and too little. A lock that outlives its line lets one \
         request through at a time. A permit bound to _ is dropped at once: that is fast, \
         until the server answers 429 to all above its limit.",
    )
}
