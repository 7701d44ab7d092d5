//! Lesson 16: not asking a server that fails, in both forms.

pub mod coming;
mod exercise;
mod played;
pub mod policy;
pub mod seen;
pub mod shards;
pub mod visits;
pub mod wrong_everybody;
pub mod wrong_total;

pub use exercise::exercise;

use chat::Error;
use kit::{Form, History, Lesson, Reply, Run, Scenario};
use policy::{Breaker, NoBreaker, Policy};
use seen::Seen;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use visits::{COOLDOWN, FAILURES};
use wrong_everybody::WrongEverybody;
use wrong_total::WrongTotal;

/// Ten visitors, one every two ticks, and a server that is down for a while. Its gateway needs
/// half a second to say so. Answers take an odd number of ticks, so that nobody comes in the tick of one.
fn outage() -> Scenario {
    let down = Duration::from_millis(500)..Duration::from_millis(2900);
    let unavailable = Reply::status(504).after(5);
    let visitors = (1..=10).map(|number| format!("visitor {number}"));
    Scenario::of(visitors).serving(|script| {
        let script = script.outage(down, unavailable);
        script.otherwise(Reply::ok().after(1))
    })
}

/// The same visitors, and a server on which one request of four fails, and never two in a row.
fn now_and_then() -> Scenario {
    let ok = || Reply::ok().after(1);
    let failed = || Reply::status(500).after(1);
    let replies = |number| match number {
        2 | 9 => vec![failed()],
        5 => vec![failed(), ok()],
        _ => vec![ok()],
    };
    let visitors = (1..=10).map(|number| (format!("visitor {number}"), replies(number)));
    visitors.fold(Scenario::new(), |scenario, (visitor, replies)| {
        scenario.prompt(visitor, replies)
    })
}

/// Ten shards of which one is broken.
fn shards() -> Scenario {
    (1..=10).fold(Scenario::new(), |scenario, number| {
        let status = if number == 2 { 503 } else { 200 };
        let shard = format!("shard {number}");
        scenario.prompt(shard, Reply::status(status).after(1))
    })
}

/// A run with a breaker of its own, whose states are drawn.
fn with<P: Policy + 'static>(form: Form, heading: &str, policy: fn() -> P) -> Run {
    Run::tracking(
        form,
        heading,
        move || Mutex::new(policy()),
        move |base_url, visitors, breaker| {
            let seen = match form {
                Form::Blocking => visits::blocking::serve(base_url, visitors, breaker),
                Form::Async => visits::asynchronous::serve(base_url, visitors, breaker),
            };
            counted_in(seen)
        },
        |breaker| {
            let breaker = breaker.lock().unwrap_or_else(PoisonError::into_inner);
            match breaker.history() {
                history if history.is_empty() => Vec::new(),
                history => vec![History::states("breaker", history)],
            }
        },
    )
    .telling()
}

/// A line for what everybody saw.
fn counted_in(seen: Result<Vec<Seen>, Error>) -> Result<Vec<String>, Error> {
    Ok(vec![seen::told(&seen?)])
}

/// Three ideas: what a breaker does, what it counts, and what it stands for.
pub fn lesson() -> Lesson {
    let lesson = Lesson::new(
        16,
        "Circuit breaker",
        "When a server fails again and again, stop asking for a while. Then let one \
             request find out.",
    );
    bad_shard(counted(broken(lesson)))
}

fn broken(lesson: Lesson) -> Lesson {
    let breaker = || Breaker::new(FAILURES, COOLDOWN);
    let everybody = || WrongEverybody::new(FAILURES, COOLDOWN);
    lesson
        .idea(
            "Breaker",
            "Three failures in a row open it. After 0.4 s one request, the probe, finds \
                 out how the server is.",
        )
        .scenario(outage())
        .run(
            with(Form::Blocking, "a breaker that all threads share", breaker).in_python(
                "a breaker that all threads share",
                kit::python!("blocking.py"),
            ),
        )
        .run(
            with(Form::Async, "a breaker that all futures share", breaker).in_python(
                "a breaker that all coroutines share",
                kit::python!("asynchronous.py"),
            ),
        )
        .run(
            with(Form::Async, "every visitor asks", NoBreaker::default)
                .named("no breaker")
                .wrong(),
        )
        .run(
            with(
                Form::Blocking,
                "half-open lets every thread through",
                everybody,
            )
            .named("thread stampede")
            .wrong(),
        )
        .run(
            with(
                Form::Async,
                "half-open lets every future through",
                everybody,
            )
            .named("future stampede")
            .wrong(),
        )
        .look_for(
            "1. Look at the states under the lanes. The third failure opens the breaker. While \
             it is open, nothing is sent, and a visitor is told so at once and not after 0.5 s. \
             The probe fails, so it stays open. The next probe is answered, and all is as \
             before.",
        )
        .look_for(
            "Where half-open lets everybody through, three ask a server that is still down. \
             Their failures come one after another, and each begins the wait anew: the server \
             is up again, and eight visits are not asked.",
        )
}

fn counted(lesson: Lesson) -> Lesson {
    lesson
        .idea(
            "Count",
            "Failures in a row say that a server is down. A failure now and then does not.",
        )
        .scenario(now_and_then())
        .run(with(
            Form::Blocking,
            "a success sets the count back",
            || Breaker::new(FAILURES, COOLDOWN),
        ))
        .run(with(Form::Async, "a success sets the count back", || {
            Breaker::new(FAILURES, COOLDOWN)
        }))
        .run(
            with(Form::Async, "all failures are counted for ever", || {
                WrongTotal::new(FAILURES, COOLDOWN)
            })
            .named("total")
            .wrong(),
        )
        .look_for(
            "2. This server answers three requests of four. A breaker that never forgets a \
             failure opens at the third one, and from then on at every one.",
        )
}

fn bad_shard(lesson: Lesson) -> Lesson {
    lesson
        .idea(
            "Shard",
            "One of ten shards is broken. What fails alone needs a breaker of its own.",
        )
        .scenario(shards())
        .run(
            Run::blocking("a breaker for each shard", |base_url, shards| {
                counted_in(shards::blocking::import(base_url, shards))
            })
            .telling(),
        )
        .run(
            Run::asynchronous("a breaker for each shard", |base_url, shards| {
                counted_in(shards::asynchronous::import(base_url, shards))
            })
            .telling(),
        )
        .run(
            Run::blocking("one breaker for all shards", |base_url, shards| {
                counted_in(shards::blocking::wrong_shared(base_url, shards))
            })
            .named("shared breaker")
            .telling()
            .wrong(),
        )
        .look_for(
            "3. A tenth of the server is broken. One breaker for all of it makes that nine \
             tenths: after two failures of shard 2, nobody asks shard 3 to shard 10, which are \
             well.",
        )
}
