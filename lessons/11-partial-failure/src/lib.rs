//! Lesson 11: a batch of which some fails, in both forms.

pub mod all_or_nothing;
pub mod batch;
pub mod blind;
mod exercise;
pub mod keep;
pub mod second_pass;

pub use exercise::exercise;

use kit::{Lesson, Reply, Run, Scenario};
use std::convert::Infallible;

/// Nine articles, and a server that works on six at once. Article 3 will never have a summary. Where
/// all are sent at once, articles 7 to 9 are refused.
fn batch() -> Scenario {
    let ok = |ticks| Reply::ok().after(ticks);
    let too_long = Reply::status(400).saying("over 4000 words").after(1);
    // A tick after the other failure: whichever comes first ends a group of calls.
    let busy = Reply::status(429).saying("six at a time").after(2);
    Scenario::new()
        .prompt("article 1", ok(4))
        .prompt("article 2", ok(3))
        .prompt("article 3", too_long)
        .prompt("article 4", ok(5))
        .prompt("article 5", ok(2))
        .prompt("article 6", ok(6))
        .prompt("article 7", ok(3))
        .prompt("article 8", ok(2))
        .prompt("article 9", ok(4))
        .serving(|script| script.works_on(6, busy))
}

/// Two ideas: what becomes of a batch of which some fails, and what is sent again.
pub fn lesson() -> Lesson {
    let lesson = Lesson::new(
        11,
        "Partial failure",
        "Keep what worked, know what failed and why, and repeat only that.",
    );
    repeat(keep(lesson.scenario(batch())))
}

fn keep(lesson: Lesson) -> Lesson {
    lesson
        .idea(
            "Keep what worked",
            "Each article has a result of its own: a summary, or the reason why there is none.",
        )
        .run(
            Run::blocking(
                "nine threads, nine results",
                told(keep::blocking::summarise),
            )
            .telling()
            .in_python(
                "a pool of nine threads, nine futures",
                kit::python!("keep/blocking.py"),
            ),
        )
        .run(
            Run::asynchronous(
                "join_all, nine results",
                told(keep::asynchronous::summarise),
            )
            .telling()
            .in_python(
                "gather with return_exceptions=True",
                kit::python!("keep/asynchronous.py"),
            ),
        )
        .run(
            Run::blocking(
                "an answer counts, whatever its status",
                told(blind::blocking::wrong_blind),
            )
            .named("blind threads")
            .telling()
            .in_python(
                "nobody calls raise_for_status",
                kit::python!("blind/blocking.py"),
            )
            .wrong(),
        )
        .run(
            Run::asynchronous(
                "an answer counts, whatever its status",
                told(blind::asynchronous::wrong_blind),
            )
            .named("blind futures")
            .telling()
            .in_python(
                "nobody calls raise_for_status",
                kit::python!("blind/asynchronous.py"),
            )
            .wrong(),
        )
        .run(
            Run::blocking("nine threads, one Result", |base_url, articles| {
                let summaries = all_or_nothing::blocking::wrong_all_or_nothing(base_url, articles);
                all_or_none(summaries, articles.len())
            })
            .named("collect")
            .telling()
            .in_python(
                "a pool of nine threads, map",
                kit::python!("all_or_nothing/blocking.py"),
            )
            .wrong(),
        )
        .run(
            Run::asynchronous("try_join_all, one Result", |base_url, articles| {
                let summaries =
                    all_or_nothing::asynchronous::wrong_all_or_nothing(base_url, articles);
                all_or_none(summaries, articles.len())
            })
            .named("try_join_all")
            .telling()
            .in_python(
                "gather, and the session is closed",
                kit::python!("all_or_nothing/asynchronous.py"),
            )
            .wrong(),
        )
        .look_for(
            "1. Look for the four failures, and at what each program says of them. The blind \
             ones say 9 of 9: an answer with an error status is an answer too, unless somebody \
             looks at it. Their picture is that of the right ones.",
        )
        .look_for(
            "With one Result for all, one article that is too long costs nine summaries. Both \
             wrong programs say the same. Only the picture tells that the threads ran to their \
             end and five summaries were thrown away, and that try_join_all hung up on eight \
             calls.",
        )
}

fn repeat(lesson: Lesson) -> Lesson {
    lesson
        .idea(
            "Repeat only what may succeed",
            "A second pass sends what failed and may succeed now. The rest is settled.",
        )
        .lasting(18)
        .run(
            Run::blocking("two passes", told(second_pass::blocking::summarise))
                .telling()
                .in_python("two passes", kit::python!("second_pass/blocking.py")),
        )
        .run(
            Run::asynchronous("two passes", told(second_pass::asynchronous::summarise))
                .telling()
                .in_python("two passes", kit::python!("second_pass/asynchronous.py")),
        )
        .run(
            Run::blocking(
                "all of it again, three times at most",
                told(second_pass::blocking::wrong_all_again),
            )
            .named("threads again")
            .telling()
            .wrong(),
        )
        .run(
            Run::asynchronous(
                "all of it again, three times at most",
                told(second_pass::asynchronous::wrong_all_again),
            )
            .named("futures again")
            .telling()
            .wrong(),
        )
        .look_for(
            "2. The second pass has three requests, and the server has room for them. Article 3 \
             is not sent again: it would be too long again. Whoever sends all nine again brings \
             back the crowd of which three were refused, and the same three are refused.",
        )
}

/// A run of a form that tells what it knows, and does not fail.
fn told(
    form: fn(&str, &[String]) -> Vec<String>,
) -> impl Fn(&str, &[String]) -> Result<Vec<String>, Infallible> {
    move |base_url, articles| Ok(form(base_url, articles))
}

/// What a program knows that has one result for all.
fn all_or_none(
    summaries: Result<Vec<String>, chat::Error>,
    all: usize,
) -> Result<Vec<String>, Infallible> {
    let told = match summaries {
        Ok(summaries) => format!("{} of {all} done", summaries.len()),
        Err(error) => format!("0 of {all} done: {error}"),
    };
    Ok(vec![told])
}
