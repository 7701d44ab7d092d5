//! Lesson 4: giving up, in both forms.

pub mod deadline;
mod exercise;
pub mod give_up;
pub mod moved_deadline;
pub mod phases;
mod tell;

pub use exercise::exercise;
pub use tell::tell;

use kit::{Lesson, Reply, Run, Scenario, Script};
use std::convert::Infallible;
use std::time::Duration;

/// Three ideas: to give up, a deadline, and a deadline that is moved. Limits on parts of a call are
/// beside them, in [`phases`].
pub fn lesson() -> Lesson {
    let lesson = Lesson::new(
        4,
        "Timeout",
        "Giving up is something that the server sees. A deadline that steps share is not a \
         timeout for each of them.",
    );
    moved_deadline(deadline(give_up(lesson)))
}

fn give_up(lesson: Lesson) -> Lesson {
    let articles = Scenario::new()
        .prompt("article 1", Reply::ok().after(2))
        .prompt("article 2", Reply::ok().after(12))
        .prompt("article 3", Reply::status(503).after(1))
        .prompt("article 4", Reply::ok().after(2));
    let limit = Duration::from_millis(400);
    // Windows takes two seconds to believe that a connection is refused.
    let long = Duration::from_secs(30);
    let blocking = |limit| {
        move |url: &str, lanes: &[String]| told(give_up::blocking::summarise(url, lanes, limit))
    };
    let asynchronous = |limit| {
        move |url: &str, lanes: &[String]| told(give_up::asynchronous::summarise(url, lanes, limit))
    };
    lesson
        .idea(
            "To give up",
            "A call is given up after 0.4 s. The client hangs up, and goes on.",
        )
        .scenario(articles)
        .run(
            Run::blocking("a timeout of the client", blocking(limit))
                .telling()
                .in_python(
                    "timeout=0.4 of requests",
                    kit::python!("give_up/blocking.py"),
                ),
        )
        .run(
            Run::asynchronous("a timeout around the call", asynchronous(limit))
                .telling()
                .in_python(
                    "asyncio.timeout around the call",
                    kit::python!("give_up/asynchronous.py"),
                ),
        )
        .scenario(Scenario::of(["article 1"]).serving(Script::refusing))
        .run(
            Run::blocking("nobody listens; the timeout is 30 s", blocking(long))
                .named("blocking, nobody")
                .telling(),
        )
        .run(
            Run::asynchronous("nobody listens; the timeout is 30 s", asynchronous(long))
                .named("async, nobody")
                .telling(),
        )
        .look_for(
            "1. Look for the end of article 2: both clients hang up at the timeout and go on. \
             They need a new connection: on the old one, that answer was still to come. An \
             answer that says no, and a connection that is refused, are not timeouts: nobody \
             waits for the time to be up.",
        )
}

fn deadline(lesson: Lesson) -> Lesson {
    let step = |ticks| Reply::ok().after(ticks);
    let steps = Scenario::new()
        .prompt("outline", step(3))
        .prompt("draft", step(3))
        .prompt("review", step(3))
        .prompt("title", step(1));
    use deadline::{asynchronous, blocking};
    lesson
        .idea(
            "A deadline",
            "Steps that share a deadline are done by then, or given up.",
        )
        .scenario(steps.moment("deadline", 7))
        .run(
            Run::blocking("what is left of 0.7 s for each step", |url, steps| {
                told(blocking::write(url, steps))
            })
            .telling()
            .in_python(
                "what is left of 0.7 s for each step",
                kit::python!("deadline/blocking.py"),
            ),
        )
        .run(
            Run::asynchronous("timeout_at 0.7 s around each step", |url, steps| {
                told(asynchronous::write(url, steps))
            })
            .telling()
            .in_python(
                "asyncio.timeout around all steps",
                kit::python!("deadline/asynchronous.py"),
            ),
        )
        .run(
            Run::blocking("0.4 s for each step", |url, steps| {
                told(blocking::wrong_per_step(url, steps))
            })
            .named("blocking, steps")
            .wrong()
            .telling(),
        )
        .run(
            Run::asynchronous("timeout of 0.4 s around each step", |url, steps| {
                told(asynchronous::wrong_per_step(url, steps))
            })
            .named("async, steps")
            .wrong()
            .telling(),
        )
        .look_for(
            "2. Each step keeps its timeout, and together they take 1.0 s. The deadline ends the \
             third step after 0.1 s, and the fourth is not sent at all.",
        )
}

fn moved_deadline(lesson: Lesson) -> Lesson {
    let scenario = |status, ticks| {
        Scenario::new()
            .prompt("report", Reply::ok().after(ticks))
            .prompt("status", Reply::ok().after(2).saying(status))
    };
    let blocking = |url: &str, lanes: &[String]| {
        told(moved_deadline::blocking::ask(url, &lanes[0], &lanes[1]))
    };
    let asynchronous = |url: &str, lanes: &[String]| {
        told(moved_deadline::asynchronous::ask(url, &lanes[0], &lanes[1]))
    };
    let left_behind = |url: &str, lanes: &[String]| {
        told(moved_deadline::left_behind::wrong_left_behind(
            url, &lanes[0], &lanes[1],
        ))
    };
    lesson
        .idea(
            "A deadline that is moved",
            "A deadline after 0.4 s is moved to 0.8 s while a call runs under it, if there is \
             progress.",
        )
        .scenario(scenario("still working", 6))
        .run(Run::blocking("threads wait for the server, the caller for them", blocking).telling())
        .run(
            Run::asynchronous("a Sleep that is reset", asynchronous)
                .telling()
                .in_python(
                    "a timeout that is rescheduled",
                    kit::python!("moved_deadline/asynchronous.py"),
                ),
        )
        .scenario(scenario("stuck", 10).moment("deadline", 4))
        .run(
            Run::blocking("no progress, given up after 0.4 s", blocking)
                .named("blocking, stuck")
                .telling(),
        )
        .run(
            Run::asynchronous("no progress, given up after 0.4 s", asynchronous)
                .named("async, stuck")
                .telling()
                .in_python(
                    "no progress, given up after 0.4 s",
                    kit::python!("moved_deadline/asynchronous.py"),
                ),
        )
        .run(
            Run::blocking("given up after 0.4 s, and nobody hangs up", left_behind)
                .named("left behind")
                .wrong()
                .telling()
                .in_python(
                    "a thread that is left behind",
                    kit::python!("moved_deadline/left_behind.py"),
                ),
        )
        .look_for(
            "3. Both forms hang up when they give up. The async form drops its future, and the \
             blocking form hangs up its client with all its calls: each takes away what was \
             waited for. Nobody can stop a thread itself. One that is left behind waits on, and \
             the server works on for nobody.",
        )
}

/// These forms cannot fail: what became of each call is what they return.
fn told(lines: Vec<String>) -> Result<Vec<String>, Infallible> {
    Ok(lines)
}
