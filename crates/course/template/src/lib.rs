//! Lesson @NUMBER@: WRITE 3: what it is about, in both forms.

pub mod asynchronous;
pub mod blocking;
mod exercise;

pub use exercise::exercise;

use kit::{Lesson, Run, Scenario};

/// WRITE 1: what is asked, and what is special about the server.
pub fn lesson() -> Lesson {
    Lesson::new(
        @NUMBER@,
        "@TITLE@",
        "WRITE 3: what it shows, in a sentence, as in src/lib.rs.",
    )
    // WRITE 1: the scenario. These are articles, each answered after so many ticks of 0.1 s; `Scenario`
    // has other prompts and replies, limits and outages of the server, moments of the client. No two
    // events that compete for the same thing may fall on the same tick.
    .scenario(Scenario::articles(&[3, 2]))
    // WRITE 2: a run for each function that is worth watching, with what it does for a heading. A
    // second one of a form is `.named("...")`; what people write first and wrong is `.wrong()`, and the
    // scenario must make it cost something; what returns lines to print under its picture is
    // `.telling()`. The program in Python that draws the same is `.in_python(...)`. Several ideas are
    // begun with `.idea(title, point)`.
    .run(
        Run::blocking("one after another", blocking::summarise)
            .in_python("requests in a loop", kit::python!("blocking.py")),
    )
    .run(
        Run::asynchronous("one after another", asynchronous::summarise)
            .in_python("aiohttp in a loop", kit::python!("asynchronous.py")),
    )
    .look_for("WRITE 3: where to look in the pictures, and what that means.")
}
