//! Lesson 15: a limit that is found, in both forms.

pub mod adaptive;
mod exercise;
pub mod figures;
pub mod fixed;
pub mod often;
mod played;
pub mod policy;
pub mod unapplied;

pub use exercise::exercise;

use adaptive::MOST;
use chat::Error;
use kit::{Form, History, Lesson, Reply, Run, Scenario};
use policy::{Aimd, Fixed, Limiter};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// A server with six workers, each of which needs two ticks for an answer. Three requests may wait before
/// them, and others are refused. There are as many questions as it takes at most: no lane has two
/// requests at once.
fn six_workers() -> Scenario {
    let questions = (1..=9).map(|number| format!("question {number}"));
    let refusal = Reply::status(429).saying("too many wait").after(1);
    Scenario::of(questions).serving(|script| {
        let script = script.workers(6).queue_at_most(3, refusal);
        script.otherwise(Reply::ok().after(2))
    })
}

/// The same with two workers for a while. Nobody waits in the ticks in which that changes.
fn two_for_a_while() -> Scenario {
    six_workers().serving(|script| script.workers_from(9, 2).workers_from(23, 6))
}

type Answers = Vec<Result<String, Error>>;

/// A run with a limiter of its own, whose limit is drawn.
fn with<L: Limiter + 'static>(
    form: Form,
    heading: &str,
    limiter: fn() -> L,
    ask_all: fn(&str, &[String], &Mutex<L>) -> Answers,
) -> Run {
    Run::tracking(
        form,
        heading,
        move || Mutex::new(limiter()),
        move |base_url, questions, limiter| {
            let answers = ask_all(base_url, questions, limiter);
            Ok::<_, Error>(vec![figures::counted(answers)?])
        },
        |limiter| {
            let limiter = limiter.lock().unwrap_or_else(PoisonError::into_inner);
            match limiter.history() {
                history if history.is_empty() => Vec::new(),
                history => vec![History::numbers("limit found", history)],
            }
        },
    )
    .telling()
}

/// A run with a fixed limit, which tells Little's law with its own figures.
fn fixed_at(form: Form, heading: &str, limit: usize) -> Run {
    let ask_all = move |base_url: &str, questions: &[String]| {
        let start = Instant::now();
        let took = match form {
            Form::Blocking => fixed::blocking::ask_all(base_url, questions, limit),
            Form::Async => fixed::asynchronous::ask_all(base_url, questions, limit),
        };
        took.map(|took| vec![figures::littles_law(&took, start.elapsed())])
    };
    let run = match form {
        Form::Blocking => Run::blocking(heading, ask_all),
        Form::Async => Run::asynchronous(heading, ask_all),
    };
    run.telling()
}

/// Two ideas: what a limit buys, and how to find it.
pub fn lesson() -> Lesson {
    let lesson = Lesson::new(
        15,
        "Adaptive concurrency",
        "The right limit is the server's secret, and it changes. Find it from latency and refusals, and \
         apply what you find.",
    );
    followed(at_the_knee(lesson))
}

fn at_the_knee(lesson: Lesson) -> Lesson {
    lesson
        .idea(
            "Knee",
            "Six workers, 0.2 s for an answer. With six in flight nobody waits and nobody is idle.",
        )
        .lasting(24)
        .scenario(six_workers())
        .run(
            fixed_at(Form::Blocking, "six threads", 6)
                .in_python("a pool of six threads", kit::python!("fixed_blocking.py")),
        )
        .run(
            fixed_at(Form::Async, "six permits", 6)
                .in_python("six permits", kit::python!("fixed_asynchronous.py")),
        )
        .run(
            fixed_at(Form::Async, "nine permits", 9)
                .named("nine")
                .wrong(),
        )
        .run(
            fixed_at(Form::Blocking, "three threads", 3)
                .named("three")
                .wrong(),
        )
        .look_for(
            "1. Nine in flight take as long as six: three of them wait at the server all the time. With three, \
             half of the workers are idle.",
        )
}

fn followed(lesson: Lesson) -> Lesson {
    let aimd = || Aimd::new(MOST, 1..=MOST);
    lesson
        .idea(
            "Follow",
            "From 0.9 s to 2.3 s there are two workers. The limit goes up by one while answers are quick, and \
             down to half when one is slow or refused.",
        )
        .lasting(46)
        .scenario(two_for_a_while())
        .run(
            with(Form::Blocking, "threads wait while the limit is reached", aimd, adaptive::blocking::ask_all)
                .in_python("threads wait at a condition", kit::python!("blocking.py")),
        )
        .run(
            with(Form::Async, "permits are added, and forgotten", aimd, adaptive::asynchronous::ask_all)
                .in_python("coroutines wait at a condition", kit::python!("asynchronous.py")),
        )
        .run(
            with(Form::Async, "six, whatever the server says", || Fixed(6), adaptive::asynchronous::ask_all)
                .named("always six")
                .wrong(),
        )
        .run(
            with(Form::Blocking, "three, whatever the server says", || Fixed(3), adaptive::blocking::ask_all)
                .named("always three")
                .wrong(),
        )
        .run(
            with(Form::Blocking, "as many threads as the limit was at the start", aimd, unapplied::blocking::wrong_pool)
                .in_python("a pool as large as the limit was at the start", kit::python!("pool.py"))
                .named("pool")
                .wrong(),
        )
        .run(
            with(Form::Async, "a new semaphore for each limit", aimd, unapplied::asynchronous::wrong_semaphore)
                .in_python("a new asyncio.Semaphore for each limit", kit::python!("semaphore.py"))
                .named("new semaphore")
                .wrong(),
        )
        .look_for(
            "2. Look at the three rows under the lanes: the load, the server's limit, and the limit that the \
             program has found. It is seldom right, and never wrong for long.",
        )
        .look_for(
            "Always six was right for six workers, and loses what two workers cannot take. Two programs find a \
             limit, and their load is the same: nobody keeps to what they find.",
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use figures::{counted, littles_law};
    use std::time::Duration;

    #[test]
    fn times_are_told_in_tenths() {
        let ms = Duration::from_millis;
        let told = littles_law(&[ms(204), ms(199), ms(461), ms(371)], ms(650));
        assert_eq!(
            told,
            "6.7 answers a second, each after 0.300 s: 2.0 in flight on average"
        );
        assert!(littles_law(&[], Duration::ZERO).contains("0.0 in flight"));
    }

    #[test]
    fn refusals_are_counted_and_other_errors_are_errors() {
        let refused = || {
            Err(Error::Status {
                code: 429,
                message: String::new(),
                retry_after: None,
            })
        };
        let answer = Ok(String::new());
        let told = counted(vec![answer.clone(), refused(), answer]);
        let wanted = "2 answers, and 1 refused";
        assert_eq!(told.as_deref(), Ok(wanted));
        assert!(counted(Vec::new()).is_ok());
        assert_eq!(
            counted(vec![refused(), Err(Error::Timeout)]),
            Err(Error::Timeout)
        );
    }
}
