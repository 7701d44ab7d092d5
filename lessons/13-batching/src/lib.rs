//! Lesson 13: cutting work into pieces, and putting it together again, in both forms.

pub mod batcher;
mod exercise;
pub mod handles;
pub mod layers;
pub mod policy;
pub mod request;
pub mod source;
pub mod timer;
pub mod window;

pub use exercise::exercise;

use chat::Error;
use kit::{Delay, Form, History, Lesson, Reply, Run, Scenario};
use policy::Cost;
use source::Source;
use std::convert::Infallible;
use std::sync::Arc;

/// Twelve articles, and a server that works on three at once. Each wave of three has a slow one in it,
/// and one list of four has two.
fn articles() -> Scenario {
    let refusal = Reply::status(429)
        .saying("three at a time, please")
        .after(1);
    let scenario = Scenario::articles(&[5, 1, 2, 1, 3, 6, 2, 4, 1, 4, 3, 2]);
    scenario.serving(|script| script.works_on(3, refusal))
}

/// What a request for vectors takes: so long, and so much longer for each of its texts.
pub const REQUEST: Cost = Cost {
    base: 3,
    per_text: 1,
};

/// Twelve texts, so many in one request, and three workers that turn them into vectors.
fn texts(size: usize) -> Scenario {
    let texts: Vec<String> = (1..=12).map(|number| format!("text {number}")).collect();
    let scenario = Scenario::given(&texts).serving(|script| {
        let reply = Reply::ok().after(REQUEST.base);
        let script = script.embeddings(reply, Delay::Ticks(REQUEST.per_text));
        script.workers(3)
    });
    texts.chunks(size).fold(scenario, |scenario, batch| {
        scenario.lane(match batch.len() {
            1 => batch[0].clone(),
            texts => format!("{} +{}", batch[0], texts - 1),
        })
    })
}

/// When the summaries are there of which vectors are made.
const SUMMARIES: [u32; 9] = [1, 2, 3, 5, 6, 7, 9, 12, 21];

/// What a request for their vectors takes.
const SUMMARY: Cost = Cost {
    base: 2,
    per_text: 1,
};

/// Nine articles whose summaries come at their times, and one worker that turns them into vectors. No
/// summary comes in the tick in which a request ends, with a batcher or without.
fn summaries() -> Scenario {
    let scenario = SUMMARIES
        .iter()
        .zip(1..)
        .fold(Scenario::new(), |scenario, (&tick, number)| {
            let summary = Reply::ok().after(tick).saying(format!("summary {number}"));
            scenario.prompt(format!("article {number}"), summary)
        });
    scenario.serving(|script| {
        let reply = Reply::ok().after(SUMMARY.base);
        let script = script.embeddings(reply, Delay::Ticks(SUMMARY.per_text));
        script.embedding_workers(1)
    })
}

/// Three ideas: how work is cut, how much goes into one request, and when that is sent.
pub fn lesson() -> Lesson {
    let lesson = Lesson::new(
        13,
        "Batching",
        "Cut the work so that nobody waits for the slowest, and send together what waits together.",
    );
    batcher(request(chunks(lesson)))
}

/// A run whose articles come from a source, which notes how many have been read.
fn reading(
    form: Form,
    heading: &str,
    call: impl Fn(&str, &[String], &Source) -> Result<Vec<String>, Error> + Send + Sync + 'static,
) -> Run {
    Run::tracking(
        form,
        heading,
        Source::default,
        move |base_url, articles, source: &Arc<Source>| call(base_url, articles, source),
        |source| vec![History::numbers("read", source.history())],
    )
}

fn chunks(lesson: Lesson) -> Lesson {
    lesson
        .idea(
            "Chunks",
            "Twelve articles, three at a time. A window sends the next one when any is \
             answered. Lists are dealt out beforehand.",
        )
        .scenario(articles())
        .run(
            reading(
                Form::Blocking,
                "a window: three threads read from one source",
                |base_url, articles, source| {
                    window::blocking::summarise(base_url, source.read(articles))
                },
            )
            .in_python(
                "a window: three threads read from one iterator",
                kit::python!("window/blocking.py"),
            ),
        )
        .run(
            reading(
                Form::Async,
                "a window: a stream keeps three futures going",
                |base_url, articles, source| {
                    window::asynchronous::summarise(base_url, source.read(articles))
                },
            )
            .in_python(
                "a window: three coroutines read from one iterator",
                kit::python!("window/asynchronous.py"),
            ),
        )
        .run(
            reading(
                Form::Async,
                "the same picture, and all futures are made up front",
                |base_url, articles, source| {
                    window::asynchronous::up_front(base_url, source.read(articles))
                },
            )
            .named("up front"),
        )
        .run(
            Run::blocking(
                "layers: three threads, a list of four for each",
                layers::blocking::summarise,
            )
            .in_python(
                "layers: three threads, a list of four for each",
                kit::python!("layers/blocking.py"),
            )
            .named("layers, blocking"),
        )
        .run(
            Run::asynchronous(
                "layers: three futures, a list of four for each",
                layers::asynchronous::summarise,
            )
            .in_python(
                "layers: three coroutines, a list of four for each",
                kit::python!("layers/asynchronous.py"),
            )
            .named("layers, async"),
        )
        .run(
            Run::asynchronous(
                "waves: three futures, and then the next three",
                layers::asynchronous::wrong_waves,
            )
            .in_python(
                "waves: three coroutines, and then the next three",
                kit::python!("layers/waves.py"),
            )
            .named("waves")
            .wrong(),
        )
        .run(
            Run::blocking(
                "twelve threads, joined in chunks of three",
                |base_url, articles| told(handles::blocking::wrong_chunks(base_url, articles)),
            )
            .named("chunks of threads")
            .telling()
            .wrong(),
        )
        .run(
            Run::asynchronous(
                "twelve tasks, awaited in chunks of three",
                |base_url, articles| told(handles::asynchronous::wrong_chunks(base_url, articles)),
            )
            .named("chunks of tasks")
            .telling()
            .wrong(),
        )
        .look_for(
            "1. Look for the white between the bars. Nobody waits in a window. In \
             layers, who has done a list has nothing left to do. In waves, all wait for \
             the slowest of each.",
        )
        .look_for(
            "What is read and not done has to be kept. The window reads an article when \
             there is room for it, and whoever makes all futures up front has read them \
             all at 0.0 s, for the same picture.",
        )
        .look_for(
            "Threads and tasks run from the start. Who awaits them in chunks has cut the \
             waiting, and not the sending: twelve requests arrive at once, and this \
             server refuses nine of them.",
        )
}

fn embedding(form: Form, heading: &str, size: usize) -> Run {
    match form {
        Form::Blocking => Run::blocking(heading, move |base_url, texts| {
            counted(request::blocking::embed(base_url, texts, size))
        }),
        Form::Async => Run::asynchronous(heading, move |base_url, texts| {
            counted(request::asynchronous::embed(base_url, texts, size))
        }),
    }
}

fn request(lesson: Lesson) -> Lesson {
    lesson
        .idea(
            "Request",
            "Twelve texts, three requests at a time. Each request takes 0.3 s, and 0.1 s \
             more for each of its texts.",
        )
        .scenario(texts(4))
        .run(
            embedding(Form::Blocking, "four texts in a request", 4).in_python(
                "four texts in a request",
                kit::python!("request/blocking.py"),
            ),
        )
        .run(
            embedding(Form::Async, "four texts in a request", 4).in_python(
                "four texts in a request",
                kit::python!("request/asynchronous.py"),
            ),
        )
        .scenario(texts(2))
        .run(embedding(Form::Async, "two texts in a request", 2).named("two"))
        .scenario(texts(6))
        .run(embedding(Form::Async, "six texts in a request", 6).named("six"))
        .scenario(texts(1))
        .run(
            embedding(Form::Async, "a request for each text", 1)
                .named("one")
                .ghost("async")
                .wrong(),
        )
        .scenario(texts(12))
        .run(
            embedding(Form::Async, "one request for all texts", 12)
                .named("all")
                .ghost("async")
                .wrong(),
        )
        .look_for(
            "2. Count the requests: each pays 0.3 s before its first text. With four \
             texts in each, all three workers are busy to the end. With more than that, \
             some have nothing to do.",
        )
}

fn batcher(lesson: Lesson) -> Lesson {
    lesson
        .idea(
            "Batcher",
            "Summaries come one by one. A batcher sends at once what is there, and what \
             comes meanwhile is the next batch.",
        )
        .scenario(summaries())
        .run(
            Run::blocking("sent when nothing is in flight", |base_url, articles| {
                counted(batcher::blocking::index(
                    base_url,
                    articles,
                    batcher::blocking::batcher,
                ))
            })
            .in_python(
                "sent when nothing is in flight",
                kit::python!("batcher/blocking.py"),
            ),
        )
        .run(
            Run::asynchronous("sent when nothing is in flight", |base_url, articles| {
                counted(batcher::asynchronous::index(
                    base_url,
                    articles,
                    batcher::asynchronous::batcher,
                ))
            })
            .in_python(
                "sent when nothing is in flight",
                kit::python!("batcher/asynchronous.py"),
            ),
        )
        .run(
            Run::asynchronous(
                "everybody sends a text of their own",
                |base_url, articles| counted(timer::asynchronous::wrong_alone(base_url, articles)),
            )
            .named("alone")
            .wrong(),
        )
        .run(
            Run::blocking(
                "sent with four texts, or after 0.5 s",
                |base_url, articles| {
                    counted(batcher::blocking::index(
                        base_url,
                        articles,
                        timer::blocking::wrong_timer,
                    ))
                },
            )
            .in_python(
                "sent with four texts, or after 0.5 s",
                kit::python!("batcher/timer_blocking.py"),
            )
            .named("timer, blocking")
            .wrong(),
        )
        .run(
            Run::asynchronous(
                "sent with four texts, or after 0.5 s",
                |base_url, articles| {
                    counted(batcher::asynchronous::index(
                        base_url,
                        articles,
                        timer::asynchronous::wrong_timer,
                    ))
                },
            )
            .in_python(
                "sent with four texts, or after 0.5 s",
                kit::python!("batcher/timer.py"),
            )
            .named("timer, async")
            .wrong(),
        )
        .look_for(
            "3. Where a bar of an article ends, a summary is there. The first is sent \
             alone and at once. While its request is in flight two more come, and are \
             the next batch. When more come, batches grow by themselves; summary 9 comes \
             alone, and goes alone.",
        )
        .look_for(
            "With a timer, summary 9 waits for 0.5 s, and nobody comes. Without a \
             batcher, nine requests stand in a queue before one worker, and each pays \
             for itself.",
        )
}

/// What the program knows when it ends: this server refuses who does not keep its limit.
fn told(result: Result<Vec<String>, Error>) -> Result<Vec<String>, Infallible> {
    let told = match result {
        Ok(summaries) => format!("{} summaries", summaries.len()),
        Err(error) => format!("no summaries: {error}"),
    };
    Ok(vec![told])
}

/// Nobody wants to read vectors.
fn counted(vectors: Result<Vec<Vec<f32>>, Error>) -> Result<Vec<String>, Error> {
    Ok(vec![format!("{} vectors", vectors?.len())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::{at_once, time, with_timer};

    /// What the chapter says of all sizes, of which the lesson runs five.
    #[test]
    fn four_texts_in_a_request_are_the_best_size_for_three_workers() {
        let times: Vec<u32> = (1..=12).map(|size| time(12, size, 3, REQUEST)).collect();
        assert_eq!(times, [16, 10, 12, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    }

    /// The times of the pictures, and the batches in them.
    #[test]
    fn the_pictures_of_the_batcher_are_what_the_policy_says() {
        let sizes = |batches: &[policy::Batch]| -> Vec<(u32, u32, usize)> {
            let sizes = batches.iter();
            sizes
                .map(|batch| (batch.start, batch.end, batch.texts.len()))
                .collect()
        };
        let right = at_once(&SUMMARIES, SUMMARY, batcher::MOST);
        let expected = [(1, 4, 1), (4, 8, 2), (8, 13, 3), (13, 17, 2), (21, 24, 1)];
        assert_eq!(sizes(&right), expected);
        let timed = with_timer(&SUMMARIES, SUMMARY, timer::FULL, 5);
        assert_eq!(sizes(&timed), [(5, 11, 4), (12, 18, 4), (26, 29, 1)]);
        // No summary comes in the tick in which a request ends.
        for batch in right.iter().chain(&timed) {
            assert!(!SUMMARIES.contains(&batch.end), "{batch:?}");
        }
    }
}
