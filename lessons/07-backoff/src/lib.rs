//! Lesson 7: trying again, in both forms.

mod exercise;
pub mod jitter;
pub mod policy;
pub mod retry;
pub mod with_backon;
pub mod workers;

pub use exercise::exercise;

use kit::{Delay, Lesson, Reply, Run, Scenario};
use std::time::Duration;

/// What can become of a request: one lane for each.
fn outcomes() -> Scenario {
    let ok = || Reply::ok().after(1).saying("an answer");
    let failed = |status, why| Reply::status(status).after(1).saying(why);
    let overloaded = || failed(503, "overloaded");
    let limited = || failed(429, "slow down");
    let never = || Reply::ok().delayed(Delay::Never);
    Scenario::new()
        .prompt("healthy", ok())
        .prompt("bad request", failed(400, "no such model"))
        .prompt("bad key", failed(401, "wrong key"))
        .prompt("overloaded", [overloaded(), overloaded(), ok()])
        .prompt("no answer", [never(), ok()])
        .prompt("after 1 s", [limited().retry_after(1), ok()])
        .prompt("at a date", [limited().retry_after_date(1), ok()])
        .prompt("broken", overloaded())
}

/// Eight clients of a server that refuses all of them at first.
fn outage() -> Scenario {
    let outage = Duration::ZERO..Duration::from_millis(400);
    let clients = (1..=8).map(|number| format!("client {number}"));
    Scenario::of(clients).serving(|script| {
        script
            .outage(outage, Reply::status(503))
            .otherwise(Reply::ok().after(2))
    })
}

/// Six articles. The first two fail once, and then go fast.
fn articles() -> Scenario {
    let once = |ticks| [Reply::status(503).after(ticks), Reply::ok().after(1)];
    let slow = || Reply::ok().after(5);
    Scenario::new()
        .prompt("article 1", once(1))
        .prompt("article 2", once(2))
        .prompt("article 3", slow())
        .prompt("article 4", slow())
        .prompt("article 5", slow())
        .prompt("article 6", slow())
}

/// Four ideas: what is tried again and when, who else does so at that moment, what goes on
/// meanwhile, and how a crate does it.
pub fn lesson() -> Lesson {
    let lesson = Lesson::new(
        7,
        "Backoff",
        "Try again what may succeed, wait longer each time, and do not come all at once.",
    );
    crate_again(held_slots(herd(what_and_when(lesson))))
        .look_for(
            "Look for the gaps in the lane broken: 0.2 s, then twice that, then no more than the \
             cap of 0.4 s. Four attempts are its budget. A bad request and a bad key are sent \
             once: the same again would fail the same way. Where the server said how long to \
             wait, in seconds or by a date, its word counts more than the cap.",
        )
        .look_for(
            "The lane no answer was sent twice. The server may have done what the first one \
             asked for. That costs little when it was a question. When it was an order, send the \
             same idempotency key with both, or do not send it again.",
        )
        .look_for(
            "The herd fails together and comes back together. When the server is up again, all \
             eight are there in one tick. With jitter no more than three are in flight, and here \
             it takes no longer.",
        )
        .look_for(
            "A worker that sleeps holds its slot. A future that sleeps holds nothing, unless it \
             took its permit for all attempts and not for each: then it waits like a thread.",
        )
        .look_for(
            "backon draws the picture of our own twenty lines. Know its words: it counts retries, \
             not attempts. Its jitter lengthens a wait, by up to as much again, and never shortens \
             one. And only its async half can adjust a wait to what the server asks.",
        )
}

fn what_and_when(lesson: Lesson) -> Lesson {
    lesson
        .idea(
            "Retry",
            "Four attempts at most. The waits double up to a cap, unless the server says how long.",
        )
        .scenario(outcomes())
        .run(Run::blocking("a thread sleeps between its attempts", retry::blocking::ask).telling())
        .run(
            Run::asynchronous(
                "a future sleeps between its attempts",
                retry::asynchronous::ask,
            )
            .telling(),
        )
}

fn herd(lesson: Lesson) -> Lesson {
    lesson
        .idea(
            "Jitter",
            "Who failed together comes back together, unless the waits are drawn at random.",
        )
        .scenario(outage())
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
            .wrong(),
        )
        .run(Run::blocking(
            "eight threads draw their waits",
            jitter::blocking::ask,
        ))
        .run(Run::asynchronous(
            "eight futures draw their waits",
            jitter::asynchronous::ask,
        ))
}

fn held_slots(lesson: Lesson) -> Lesson {
    lesson
        .idea(
            "Workers",
            "Three requests at a time. Who sleeps before a retry should not keep others waiting.",
        )
        .scenario(articles())
        .run(Run::blocking(
            "a worker sleeps, and takes no other article",
            workers::blocking::summarise,
        ))
        .run(Run::asynchronous(
            "a permit for each attempt",
            workers::asynchronous::summarise,
        ))
        .run(
            Run::asynchronous(
                "a permit for all attempts",
                workers::asynchronous::wrong_permit,
            )
            .named("held permit")
            .wrong(),
        )
}

fn crate_again(lesson: Lesson) -> Lesson {
    lesson
        .idea(
            "A crate",
            "The retries of the first idea, by the crate backon.",
        )
        .scenario(outcomes())
        .run(Run::blocking("backon, with .call()", with_backon::blocking::ask).telling())
        .run(Run::asynchronous("backon, with .await", with_backon::asynchronous::ask).telling())
}
