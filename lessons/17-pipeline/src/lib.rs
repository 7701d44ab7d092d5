//! Lesson 17: stages that work at the same time, and the queues between them, in both forms.

pub mod bounded;
pub mod ending;
mod exercise;
mod played;
pub mod retry;
pub mod with_flume;

pub use exercise::exercise;

use chat::Error;
use ending::Stop;
use kit::{Form, Lesson, Replies, Reply, Run, Scenario, Timeline};
use std::convert::Infallible;
use std::time::{Duration, Instant};

/// An article is fetched, its text summarised, and the summary stored. Each stage has its lanes; these are
/// the model's replies. In place of the last text there may be another one.
fn stages(replies: impl IntoIterator<Item = impl Into<Replies>>, other: Option<&str>) -> Scenario {
    let numbered: Vec<(u32, Replies)> = (1..).zip(replies.into_iter().map(Into::into)).collect();
    let numbers = || numbered.iter().map(|(number, _)| number);
    let articles = Scenario::given(numbers().map(|number| format!("article {number}")));
    let scenario = numbers().fold(articles, |scenario, number| {
        let text = Reply::ok().after(1).saying(format!("text {number}"));
        scenario.follow_up(format!("fetch article {number}"), text)
    });
    let scenario = numbered
        .iter()
        .fold(scenario, |scenario, (number, replies)| {
            scenario.follow_up(format!("summarise text {number}"), replies.clone())
        });
    let last = numbered.last().map(|(_, replies)| replies.clone());
    let scenario = match other.zip(last) {
        Some((other, replies)) => scenario.follow_up(format!("summarise {other}"), replies),
        None => scenario,
    };
    numbers().fold(scenario, |scenario, number| {
        scenario.follow_up(format!("store summary {number}"), Reply::ok().after(1))
    })
}

/// The summary of a text, after so many ticks.
fn summary((number, ticks): (u32, u32)) -> Reply {
    let said = format!("summary {number}");
    Reply::ok().after(ticks).saying(said)
}

/// The ticks that the model takes for each of six texts.
const SUMMARIES: [u32; 6] = [6, 7, 5, 5, 4, 4];

/// Six articles. Whoever fetches the last one before its final text is there gets a draft.
pub fn six_articles() -> Scenario {
    let draft = Reply::ok().after(1).saying("draft 6");
    let last = Reply::ok().after(1).saying("text 6");
    stages((1..).zip(SUMMARIES).map(summary), Some("draft 6"))
        .serving(|script| {
            script
                .reply("fetch article 6", draft)
                .reply_from(7, "fetch article 6", last)
        })
        .moment("final text 6", 7)
}

/// Four articles. The model is overloaded at first: the first two summaries fail once.
fn overloaded() -> Scenario {
    let once = |number, failed, ticks| {
        let failed = Reply::status(503).after(failed);
        vec![failed, summary((number, ticks))]
    };
    stages(
        [
            once(1, 4, 5),
            once(2, 5, 6),
            vec![summary((3, 5))],
            vec![summary((4, 4))],
        ],
        None,
    )
}

/// Five articles, of which the second has no summary.
fn one_fails() -> Scenario {
    let failed = Reply::status(500).after(3).saying("out of memory");
    stages(
        [
            summary((1, 6)),
            failed,
            summary((3, 6)),
            summary((4, 6)),
            summary((5, 6)),
        ],
        None,
    )
}

/// Five articles, and somebody presses Ctrl-C while two texts wait.
pub fn stopped() -> Scenario {
    stages((1..).zip([6, 7, 6, 6, 6]).map(summary), None).moment("Ctrl-C", 6)
}

/// How many texts have been fetched by then and not been taken by a worker, from which tick on.
fn waiting(timeline: &Timeline) -> Vec<(u32, u32)> {
    let of_stage = |stage: &'static str| {
        let lanes = timeline.lanes.iter();
        lanes.filter(move |lane| lane.label.starts_with(stage))
    };
    let fetched = of_stage("fetch").filter_map(|lane| lane.spans.first()?.end);
    let fetched: Vec<u32> = fetched.collect();
    let taken = of_stage("summarise").filter_map(|lane| Some(lane.spans.first()?.start));
    let taken: Vec<u32> = taken.collect();
    let before = |ticks: &[u32], now| ticks.iter().filter(|&&tick| tick <= now).count();
    let wait = |now| before(&fetched, now).saturating_sub(before(&taken, now));
    let changes = fetched.iter().chain(&taken).chain([&0]);
    let steps = changes.map(|&now| (now, u32::try_from(wait(now)).unwrap_or(u32::MAX)));
    steps.collect()
}

/// Three ideas: who waits for whom, what a worker must not wait for, and how it all ends.
pub fn lesson() -> Lesson {
    let lesson = Lesson::new(
        17,
        "Pipeline",
        "Each stage has its own workers, and a bounded queue behind it. When that is full, who \
         is ahead waits.",
    );
    end(own_queue(backpressure(lesson)))
}

fn backpressure(lesson: Lesson) -> Lesson {
    let counting = |run: Run| run.counting("waiting", waiting);
    lesson
        .idea(
            "Backpressure",
            "One worker fetches, two summarise, one stores. Between two stages is a queue with \
             room for one. Article 6 is a draft until 0.7 s.",
        )
        .scenario(six_articles())
        .run(counting(
            Run::blocking(
                "three threads and sync_channel(1)",
                bounded::blocking::publish,
            )
            .in_python(
                "threads and queue.Queue(1)",
                kit::python!("bounded/blocking.py"),
            ),
        ))
        .run(counting(
            Run::asynchronous(
                "four futures and channel(1)",
                bounded::asynchronous::publish,
            )
            .in_python(
                "tasks and asyncio.Queue(1)",
                kit::python!("bounded/asynchronous.py"),
            ),
        ))
        .run(
            counting(Run::blocking(
                "channel, which has no bound",
                bounded::unbounded::blocking::wrong_publish,
            ))
            .named("threads ahead")
            .wrong(),
        )
        .run(
            counting(
                Run::asynchronous(
                    "unbounded_channel",
                    bounded::unbounded::asynchronous::wrong_publish,
                )
                .in_python(
                    "asyncio.Queue(), which has no bound",
                    kit::python!("bounded/unbounded.py"),
                ),
            )
            .named("futures ahead")
            .wrong(),
        )
        .look_for(
            "1. Look at the fetch lanes. Two texts wait: one in the queue, and one in the hand \
             of the worker that fetched it. Then that worker waits too, until a summary is \
             done. The slow stage sets the pace for all.",
        )
        .look_for(
            "Without a bound all is fetched at once, and not one summary comes earlier. Four \
             texts wait, and of a thousand articles nearly all would. What waits grows old: at \
             1.4 s the draft of article 6 is summarised, 0.7 s after its final text was there.",
        )
}

fn own_queue(lesson: Lesson) -> Lesson {
    lesson
        .idea(
            "Own queue",
            "The model is overloaded at first, and two summaries fail once. Who tries them again?",
        )
        .lasting(20)
        .scenario(overloaded())
        .run(Run::blocking(
            "a worker tries once more itself",
            retry::blocking::publish,
        ))
        .run(
            Run::asynchronous(
                "a worker tries once more itself",
                retry::asynchronous::publish,
            )
            .in_python(
                "a worker tries once more itself",
                kit::python!("retry/asynchronous.py"),
            ),
        )
        .scenario(overloaded().moment("given up", 20))
        .run(
            Run::blocking(
                "back into the own queue; given up after 2 s",
                |base_url, articles| {
                    counted(retry::own_queue::blocking::wrong_publish(
                        base_url, articles,
                    ))
                },
            )
            .in_own_process()
            .named("stuck threads")
            .telling()
            .wrong(),
        )
        .run(
            Run::asynchronous(
                "back into the own queue; given up after 2 s",
                |base_url, articles| {
                    counted(retry::own_queue::asynchronous::wrong_publish(
                        base_url, articles,
                    ))
                },
            )
            .in_python(
                "put into the queue that it gets from",
                kit::python!("retry/own_queue.py"),
            )
            .named("stuck tasks")
            .telling()
            .wrong(),
        )
        .look_for(
            "2. Look for 0.7 s. Both workers wait for room in a queue that only they empty. \
             Nothing is in flight any more, so no timeout of a call helps. With one failure it \
             works, since the other worker makes room: that is what a test sees.",
        )
}

fn end(lesson: Lesson) -> Lesson {
    let pressed = Some(Duration::from_millis(600));
    lesson
        .idea(
            "The end",
            "The tap is closed, and what is in the pipe runs out: after an error, and after \
             Ctrl-C.",
        )
        .lasting(24)
        .scenario(one_fails())
        .run(stopping(Form::Blocking, "text 2 fails", None))
        .run(
            stopping(Form::Async, "text 2 fails", None)
                .in_python("text 2 fails", kit::python!("ending/asynchronous.py")),
        )
        .run(
            Run::asynchronous("try_join!, and ? in each stage", |base_url, articles| {
                counted(ending::whole::wrong_whole(base_url, articles))
            })
            .in_python("a TaskGroup", kit::python!("ending/group.py"))
            .named("whole")
            .telling()
            .wrong(),
        )
        .run(
            Run::blocking(
                "a sender is kept; given up after 1 s",
                |base_url, articles| {
                    told(&ending::kept::wrong_kept(
                        base_url,
                        articles,
                        &Stop::default(),
                    ))
                },
            )
            .named("kept")
            .telling()
            .wrong(),
        )
        .scenario(stopped())
        .run(stopping(Form::Blocking, "Ctrl-C at 0.6 s", pressed).named("blocking 2"))
        .run(
            stopping(Form::Async, "Ctrl-C at 0.6 s", pressed)
                .named("async 2")
                .in_python("Ctrl-C at 0.6 s", kit::python!("ending/ctrl_c.py")),
        )
        .look_for(
            "3. Article 5 is never fetched: the error closes the tap at 0.5 s, Ctrl-C at 0.6 \
             s. All that had been fetched is summarised and stored, and each stage ends when \
             the one before it has dropped its end of the queue.",
        )
        .look_for(
            "Where the first error drops everything, a summary is cut in the middle and two \
             texts are lost: nothing is stored. And where a sender is kept that nobody uses, \
             the last stage waits for ever.",
        )
}

/// A pipeline whose tap is closed: after a failure, and when Ctrl-C is pressed so long after the call.
fn stopping(form: Form, heading: &str, pressed: Option<Duration>) -> Run {
    let call = move |base_url: &str, articles: &[String]| {
        let press = |after| Stop::pressed(Instant::now() + after);
        let stop = pressed.map_or_else(Stop::default, press);
        told(&match form {
            Form::Blocking => ending::blocking::publish(base_url, articles, &stop),
            Form::Async => ending::asynchronous::publish(base_url, articles, &stop),
        })
    };
    let run = match form {
        Form::Blocking => Run::blocking(heading, call),
        Form::Async => Run::asynchronous(heading, call),
    };
    run.telling()
}

/// A line for what a program has to show for its work.
fn counted(stored: Result<Vec<String>, Error>) -> Result<Vec<String>, Infallible> {
    Ok(vec![match stored {
        Ok(stored) => format!("{} stored", stored.len()),
        Err(error) => format!("nothing to show: {error}"),
    }])
}

/// How many were stored, and what else became of an article.
fn told(became: &[Result<String, Error>]) -> Result<Vec<String>, Infallible> {
    let stored = became.iter().flatten().count();
    let failed = became.iter().filter_map(|became| became.as_ref().err());
    let failed = failed.map(|error| format!("1 failed: {error}"));
    Ok([format!("{stored} stored")]
        .into_iter()
        .chain(failed)
        .collect())
}
