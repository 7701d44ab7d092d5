//! Lesson 7: trying again, in both forms.

pub mod by_text;
mod exercise;
pub mod jitter;
pub mod policy;
pub mod retry;
pub mod with_backon;
pub mod workers;

pub use exercise::exercise;

use kit::{Delay, Lesson, Reply, Run, Scenario};
use std::convert::Infallible;
use std::time::Duration;

/// What can become of a request: one lane for each.
fn outcomes() -> Scenario {
    let ok = || Reply::ok().after(1).saying("an answer");
    let failed = |status, why| Reply::status(status).after(1).saying(why);
    let overloaded = || failed(503, "overloaded");
    // In the tick in which a call times out, no other call takes or returns a connection.
    let still = || overloaded().after(2);
    let limited = || failed(429, "slow down");
    let never = || Reply::ok().delayed(Delay::Never);
    Scenario::new()
        .prompt("healthy", ok())
        .prompt("bad model", failed(400, "no such model"))
        .prompt("bad key", failed(401, "wrong key"))
        .prompt("too long", failed(400, "over 1500 tokens"))
        .prompt("overloaded", [overloaded(), still(), ok()])
        .prompt("no answer", [never(), ok()])
        .prompt("after 1 s", [limited().retry_after(1), ok()])
        .prompt("at a date", [limited().retry_after_date(1), ok()])
        .prompt("broken", [overloaded(), still(), overloaded()])
}

/// Eight clients of a server that is down at first, and then works on three requests at once.
fn outage() -> Scenario {
    let down = Duration::ZERO..Duration::from_millis(600);
    let unavailable = Reply::status(503).after(1);
    let refusal = Reply::status(429).retry_after(1).after(1);
    let clients = (1..=8).map(|number| format!("client {number}"));
    Scenario::of(clients).serving(|script| {
        script
            .outage(down, unavailable)
            .works_on(3, refusal)
            .otherwise(Reply::ok().after(2))
    })
}

/// Six articles. The first three are refused once, and then go fast.
fn articles() -> Scenario {
    let once = |ticks| [Reply::status(429).after(ticks), Reply::ok().after(1)];
    let slow = || Reply::ok().after(5);
    Scenario::new()
        .prompt("article 1", once(1))
        .prompt("article 2", once(2))
        .prompt("article 3", once(3))
        .prompt("article 4", slow())
        .prompt("article 5", slow())
        .prompt("article 6", slow())
}

/// Three ideas: what is tried again and when, who else does so at that moment, and what goes on
/// meanwhile.
pub fn lesson() -> Lesson {
    let lesson = Lesson::new(
        7,
        "Backoff",
        "Try again what may succeed, wait longer each time, and do not come all at once.",
    );
    held_slots(herd(what_and_when(lesson)))
}

fn what_and_when(lesson: Lesson) -> Lesson {
    lesson
        .idea(
            "Retry",
            "Four attempts at most. The waits double up to a cap, unless the server says how long.",
        )
        .scenario(outcomes())
        .run(
            Run::blocking("a thread sleeps between its attempts", retry::blocking::ask)
                .telling()
                .in_python(
                    "a thread sleeps between its attempts",
                    kit::python!("blocking.py"),
                ),
        )
        .run(
            Run::asynchronous(
                "a future sleeps between its attempts",
                retry::asynchronous::ask,
            )
            .telling()
            .in_python(
                "a coroutine sleeps between its attempts",
                kit::python!("asynchronous.py"),
            ),
        )
        .run(
            Run::asynchronous("looks for a status in the text", by_text::wrong_by_text)
                .named("by text")
                .telling()
                .wrong(),
        )
        .look_for(
            "1. Look for the gaps in the lane broken: 0.2 s, then twice that, then no more than \
             the cap of 0.4 s. Four attempts are its budget. Bad model, bad key and too long \
             are sent once: the same again would fail the same way. When the server says how \
             long to wait, in seconds or by a date, that counts more than the cap.",
        )
        .look_for(
            "The lane no answer was sent twice, and the server may have done twice what it was \
             asked to. That does no harm to a question. With an order, send the same \
             idempotency key both times, or do not send it again.",
        )
        .look_for(
            "Code that looks for 500 in the text of an error finds it in 1500 tokens, and sends \
             too long four times. The text of a timeout has no number, so that is not tried \
             again. The status is a field of the error.",
        )
}

fn herd(lesson: Lesson) -> Lesson {
    lesson
        .idea(
            "Jitter",
            "Who failed together comes back together, unless the waits are drawn at random.",
        )
        .scenario(outage())
        .lasting(35)
        .run(Run::blocking(
            "eight threads draw their waits",
            jitter::blocking::ask,
        ))
        .run(Run::asynchronous(
            "eight futures draw their waits",
            jitter::asynchronous::ask,
        ))
        .run(
            Run::blocking(
                "eight threads wait equally long",
                jitter::blocking::wrong_herd,
            )
            .named("thread herd")
            .wrong(),
        )
        .run(
            Run::asynchronous(
                "eight futures wait equally long",
                jitter::asynchronous::wrong_herd,
            )
            .named("future herd")
            .wrong()
            .in_python(
                "eight coroutines wait equally long",
                kit::python!("herd.py"),
            ),
        )
        .look_for(
            "2. The herd fails together and comes back together: eight requests in one tick. \
             The server takes three and tells the others to come again in a second, and they do \
             so together. Waits that are drawn spread the clients out: fewer are refused, and \
             all is done sooner.",
        )
}

fn held_slots(lesson: Lesson) -> Lesson {
    lesson
        .idea(
            "Workers",
            "Three requests at a time. Who sleeps before a retry should not keep others waiting.",
        )
        .scenario(articles())
        .run(Run::blocking(
            "a thread for each article, a permit for each attempt",
            workers::blocking::summarise,
        ))
        .run(
            Run::asynchronous(
                "a permit for each attempt",
                workers::asynchronous::summarise,
            )
            .in_python("a permit for each attempt", kit::python!("workers.py")),
        )
        .run(
            Run::blocking(
                "a worker sleeps, and takes no other article",
                workers::three::summarise,
            )
            .named("three workers")
            .in_python("a pool of three threads", kit::python!("three_workers.py")),
        )
        .run(
            Run::asynchronous(
                "a permit for all attempts",
                workers::asynchronous::wrong_permit,
            )
            .named("held permit")
            .wrong(),
        )
        .scenario(articles().moment("deadline", 20))
        .run(
            Run::asynchronous(
                "a retry takes a second permit; given up after 2 s",
                |base_url, articles| told(workers::deadlock::wrong_again(base_url, articles)),
            )
            .named("deadlock")
            .telling()
            .wrong(),
        )
        .look_for(
            "3. A call that sleeps before its retry should hold no permit. With a permit for \
             each attempt it holds none, in both forms, and the async form has no threads that \
             sleep. A worker, or a permit for all attempts, keeps its place. And a retry that \
             calls itself inside its permit takes a second one. When all three do that, nobody \
             can go on, and the server sees nothing more.",
        )
}

/// What the program knows of a run that ends without its summaries.
fn told(result: Result<Vec<String>, chat::Error>) -> Result<Vec<String>, Infallible> {
    let told = match result {
        Ok(summaries) => format!("{} summaries", summaries.len()),
        Err(error) => format!("no summaries: {error}"),
    };
    Ok(vec![told])
}
