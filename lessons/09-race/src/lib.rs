//! Lesson 9: the first good answer, in both forms.

pub mod address;
mod exercise;
pub mod first_good;
pub mod hedge;
pub mod tell_the_loser;
pub mod untold;

pub use exercise::exercise;

use kit::{Delay, Lesson, RateLimit, Reply, Run, Scenario};
use std::convert::Infallible;
use std::time::Duration;

/// Three ideas: who wins, who tells the loser, and a race that begins only when it is needed.
pub fn lesson() -> Lesson {
    let lesson = Lesson::new(
        9,
        "Race",
        "The first good answer wins, and somebody has to tell the loser.",
    );
    hedge(tell_the_loser(first_good(lesson)))
}

fn first_good(lesson: Lesson) -> Lesson {
    let overloaded = Reply::status(503).saying("overloaded");
    let models = Scenario::new()
        .prompt("main model", overloaded.after(1))
        .prompt("fallback model", Reply::ok().saying("a summary").after(4));
    use first_good::{asynchronous, blocking};
    lesson
        .idea(
            "The first good answer",
            "Two models are asked for the same summary. One is enough.",
        )
        .scenario(models)
        .run(
            Run::blocking("two threads, until one has a summary", |url, models| {
                told(blocking::summarise(url, models))
            })
            .telling(),
        )
        .run(
            Run::asynchronous("select_ok", |url, models| {
                told(asynchronous::summarise(url, models))
            })
            .telling()
            .in_python(
                "as_completed, until one is good",
                kit::python!("first_good/asynchronous.py"),
            ),
        )
        .run(
            Run::blocking("two threads, until one has ended", |url, models| {
                told(blocking::wrong_first(url, models))
            })
            .named("first thread")
            .wrong()
            .telling(),
        )
        .run(
            Run::asynchronous("select!", |url, models| {
                told(asynchronous::wrong_first(url, models))
            })
            .named("first future")
            .wrong()
            .telling()
            .in_python(
                "wait with FIRST_COMPLETED",
                kit::python!("first_good/first.py"),
            ),
        )
        .look_for(
            "1. An error is fast: here it comes first. The wrong ones take it for the result, and \
             hang up on the model that had a summary three ticks later.",
        )
}

fn tell_the_loser(lesson: Lesson) -> Lesson {
    let ok = |ticks| Reply::ok().after(ticks);
    let articles = Scenario::new()
        .prompt("main 1", ok(9))
        .prompt("fallback 1", ok(3))
        .prompt("main 2", ok(3))
        .prompt("fallback 2", ok(9));
    let refusal = Reply::status(429).after(1);
    use tell_the_loser::{asynchronous, blocking};
    lesson
        .idea(
            "Tell the loser",
            "One race after another. The server works on two requests at a time, and a new \
             connection takes 0.2 s.",
        )
        .lasting(14)
        .scenario(
            articles.serving(|script| script.connection_cost(Delay::Ticks(2)).works_on(2, refusal)),
        )
        .run(Run::blocking(
            "the loser's client is hung up",
            blocking::summarise,
        ))
        .run(
            Run::asynchronous("the loser is dropped", asynchronous::summarise).in_python(
                "the loser is cancelled",
                kit::python!("tell_the_loser/asynchronous.py"),
            ),
        )
        .run(
            Run::blocking(
                "nobody tells the loser's thread",
                untold::blocking::wrong_untold,
            )
            .named("lost thread")
            .wrong(),
        )
        .run(
            Run::asynchronous(
                "nobody tells the loser's task",
                untold::asynchronous::wrong_untold,
            )
            .named("lost task")
            .wrong()
            .in_python(
                "nobody cancels the loser",
                kit::python!("tell_the_loser/untold.py"),
            ),
        )
        .look_for(
            "2. The loser of the first race is hung up in the tick in which it has lost. That \
             costs its connection: in the second race main has to make a new one, and begins \
             two ticks late.",
        )
        .look_for(
            "Where nobody tells the loser, the server works on for nobody, and has no room for \
             main 2. The second summary is late.",
        )
}

fn hedge(lesson: Lesson) -> Lesson {
    use hedge::{asynchronous, blocking};
    let articles = Scenario::articles(&[2, 1, 12, 1, 2]);
    lesson
        .idea(
            "Hedge",
            "A second request is sent only when the first is late, after 0.3 s. Two \
                 articles at a time.",
        )
        .scenario(articles.follow_up("article 3 again", Reply::ok().after(2)))
        .run(
            Run::asynchronous("one request an article", |url, articles| {
                counted(asynchronous::plain(url, articles))
            })
            .named("plain")
            .telling(),
        )
        .run(
            Run::blocking("a second thread after 0.3 s", |url, articles| {
                counted(blocking::summarise(url, articles))
            })
            .telling(),
        )
        .run(
            Run::asynchronous("a second future after 0.3 s", |url, articles| {
                counted(asynchronous::summarise(url, articles))
            })
            .telling()
            .in_python(
                "a second task after 0.3 s",
                kit::python!("hedge/asynchronous.py"),
            ),
        )
        .scenario(slow())
        .run(
            Run::asynchronous("all are slow, one request an article", |url, articles| {
                counted(asynchronous::plain(url, articles))
            })
            .named("plain, slow")
            .telling(),
        )
        .run(
            Run::asynchronous("all are slow, and sent twice", |url, articles| {
                counted(asynchronous::summarise(url, articles))
            })
            .named("async, slow")
            .wrong()
            .ghost("plain, slow")
            .telling(),
        )
        .look_for(
            "3. One answer is late by accident: a second request brings it 0.7 s sooner. When \
             all answers are late, all requests are sent twice, and the server, which lets \
             seven through in 3 s, has none left for article 5.",
        )
}

/// The whole service is slow, and lets seven requests through in 3 s.
fn slow() -> Scenario {
    let limit = RateLimit {
        requests: 7,
        per: Duration::from_secs(3),
    };
    let articles = Scenario::articles(&[4, 5, 5, 5, 4]);
    let again = (1..=5).map(|number| format!("article {number} again"));
    let all = again.fold(articles, |scenario, again| {
        scenario.follow_up(again, Reply::ok().after(5))
    });
    all.serving(|script| script.rate_limit(limit))
}

/// The number of summaries, or why there is none.
fn counted(summaries: Result<Vec<String>, chat::Error>) -> Result<Vec<String>, Infallible> {
    told(summaries.map(|summaries| format!("{} summaries", summaries.len())))
}

/// What became of a race, which is what its run tells: a summary, or why there is none.
fn told(summary: Result<String, chat::Error>) -> Result<Vec<String>, Infallible> {
    Ok(vec![match summary {
        Ok(summary) => summary,
        Err(error) => error.to_string(),
    }])
}
