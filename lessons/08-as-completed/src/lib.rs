//! Lesson 8: results in the order in which they come, in both forms.

pub mod completed;
mod exercise;
pub mod in_order;
pub mod places;
pub mod progress;

pub use exercise::exercise;

use chat::Error;
use kit::{Lesson, Reply, Run, Scenario};
use std::convert::Infallible;
use std::time::Duration;

/// Two ideas: results are taken as they come, and what goes on while one of them is worked on.
pub fn lesson() -> Lesson {
    let lesson = Lesson::new(
        8,
        "As completed",
        "Take each result when it comes, and do something with it at once.",
    );
    places(completed(lesson))
}

/// Five articles, of which the first takes longest.
pub fn five_articles() -> Scenario {
    articles(&[9, 3, 5, 1, 7], 1, 1050)
}

fn completed(lesson: Lesson) -> Lesson {
    lesson
        .idea(
            "In the order in which they come",
            "All articles are asked for at once. Each summary is published when it comes, until \
             the server is closed at 1.05 s. In Python: asyncio.as_completed.",
        )
        .lasting(12)
        .scenario(five_articles())
        .run(
            Run::blocking(
                "five threads and a channel",
                telling(|url, articles, tell| completed::blocking::publish(url, articles, tell)),
            )
            .telling()
            .in_python(
                "as_completed of five futures of a pool",
                kit::python!("completed/blocking.py"),
            ),
        )
        .run(
            Run::asynchronous(
                "five futures in a FuturesUnordered",
                telling(|url, articles, tell| {
                    completed::asynchronous::publish(url, articles, tell)
                }),
            )
            .telling()
            .in_python(
                "asyncio.as_completed of five coroutines",
                kit::python!("completed/asynchronous.py"),
            ),
        )
        .run(
            Run::blocking(
                "five threads, joined in order",
                telling(|url, articles, tell| {
                    in_order::blocking::wrong_publish(url, articles, tell)
                }),
            )
            .named("threads in order")
            .telling()
            .wrong(),
        )
        .run(
            Run::asynchronous(
                "five tasks, awaited in order",
                telling(|url, articles, tell| {
                    in_order::asynchronous::wrong_publish(url, articles, tell)
                }),
            )
            .named("tasks in order")
            .telling()
            .wrong(),
        )
        .look_for(
            "Look at each pair of bars: a summary that has come is published in that very tick. \
             Whoever joins in order waits for article 1 first. At 0.7 s four summaries are there, \
             and none is published. When the server closes, three of them are lost.",
        )
}

fn places(lesson: Lesson) -> Lesson {
    lesson
        .idea(
            "While the loop is busy",
            "Two articles at a time. It takes 0.2 s to publish a summary, and the server is \
             closed at 1.65 s.",
        )
        .lasting(23)
        .scenario(articles(&[2, 3, 3, 6, 2, 6], 2, 1650))
        .run(
            Run::blocking(
                "two threads share a queue",
                telling(|url, articles, tell| places::blocking::publish(url, articles, tell)),
            )
            .telling()
            .in_python(
                "as_completed of the futures of a pool of two threads",
                kit::python!("places/blocking.py"),
            ),
        )
        .run(
            Run::asynchronous(
                "six tasks share two permits",
                telling(|url, articles, tell| places::asynchronous::publish(url, articles, tell)),
            )
            .telling()
            .in_python(
                "asyncio.as_completed of six tasks that share an \
                 asyncio.Semaphore",
                kit::python!("places/asynchronous.py"),
            ),
        )
        .run(
            Run::asynchronous(
                "a stream keeps two futures going",
                telling(|url, articles, tell| places::stream::wrong_publish(url, articles, tell)),
            )
            .named("stream")
            .telling()
            .wrong(),
        )
        .look_for(
            "Article 1 is answered at 0.2 s. Threads and tasks send article 3 in that tick. The \
             stream does nothing while its loop publishes. At 0.4 s it has summary 2, and gives \
             that first. So article 3 is sent at 0.6 s, and the last summary finds the server \
             closed.",
        )
}

/// Articles that are answered after so many ticks each. To publish a summary takes some too. The server
/// is closed after so many milliseconds: between two ticks, so that no request arrives at that moment.
fn articles(latencies: &[u32], publishing: u32, closed: u64) -> Scenario {
    let names = (1..).map(|number| (format!("article {number}"), format!("summary {number}")));
    let scenario = names.zip(latencies).fold(
        Scenario::new(),
        |scenario, ((article, summary), &latency)| {
            summarised(scenario, &article, &summary, latency, publishing)
        },
    );
    let closed = Duration::from_millis(closed)..Duration::MAX;
    let refusal = Reply::status(503).saying("closed").after(1);
    scenario.serving(|script| script.outage(closed, refusal))
}

/// Adds an article, and the request with which its summary is published.
fn summarised(
    scenario: Scenario,
    article: &str,
    summary: &str,
    latency: u32,
    publishing: u32,
) -> Scenario {
    scenario
        .prompt(article, Reply::ok().saying(summary).after(latency))
        .follow_up(format!("publish {summary}"), Reply::ok().after(publishing))
}

/// What the program knew, and when it was told it: each step of its progress, and the error in its end.
fn telling(
    publish: impl Fn(&str, &[String], &mut dyn FnMut(usize, &str)) -> Result<(), Error>,
) -> impl Fn(&str, &[String]) -> Result<Vec<String>, Infallible> {
    move |base_url, articles| {
        let (all, mut told) = (articles.len(), Vec::new());
        let ended = publish(base_url, articles, &mut |done, summary| {
            told.push(format!("{done} of {all}: {summary}"));
        });
        told.extend(ended.err().map(|error| error.to_string()));
        Ok(told)
    }
}
