//! Lesson 14: no more requests in a minute than the server takes, in both forms.

pub mod bucket;
pub mod coming;
mod exercise;
pub mod policy;
pub mod quotas;
pub mod rate;
pub mod seen;
pub mod window;
pub mod wrong_twice;

pub use exercise::exercise;

use bucket::Bucket;
use kit::{Form, Lesson, RateLimit, Reply, Run, Scenario, TokenLimit};
use policy::{MINUTE, Never, Policy, QUOTA};
use seen::{Seen, told};
use window::Window;
use wrong_twice::WrongTwice;

/// What became of each article, or why there was nothing to wait for.
type Answers = Result<Vec<Result<String, chat::Error>>, Never>;

/// A server that takes five requests in every second, which is a minute here. The first answer takes another
/// time than the others, so that two that wait for permits do not come in one tick.
fn articles(first: u32, others: u32) -> Scenario {
    let ticks = |number| if number == 1 { first } else { others };
    let articles = (1..=10).map(|number| (format!("article {number}"), ticks(number)));
    let limit = RateLimit {
        requests: QUOTA as usize,
        per: MINUTE,
    };
    let scenario = Scenario::answering(articles);
    scenario
        .counting_within(MINUTE)
        .serving(|script| script.rate_limit(limit))
}

/// Ten texts to be written, one of which is more than all tokens of a minute.
fn texts() -> Scenario {
    let texts = [
        "title 1",
        "summary 2",
        "summary 3",
        "title 4",
        "title 5",
        "report 6",
        "title 7",
        "title 8",
        "title 9",
        "title 10",
    ];
    let requests = RateLimit {
        requests: QUOTA as usize,
        per: MINUTE,
    };
    let tokens = TokenLimit {
        tokens: 120,
        per: MINUTE,
    };
    // Whatever is asked for, it is cut where it gets too long.
    let answer = Reply::ok().after(1).saying("word ".repeat(200));
    Scenario::of(texts)
        .counting_within(MINUTE)
        .serving(|script| {
            let script = script.rate_limit(requests).token_limit(tokens);
            script.otherwise(answer)
        })
}

/// A run in which a policy says when each article is sent.
fn paced<P: Policy + 'static>(form: Form, heading: &str, policy: fn() -> P) -> Run {
    let run = move |base_url: &str, articles: &[String]| {
        counted(match form {
            Form::Blocking => rate::blocking::summarise(base_url, articles, policy()),
            Form::Async => rate::asynchronous::summarise(base_url, articles, policy()),
        })
    };
    let run = match form {
        Form::Blocking => Run::blocking(heading, run),
        Form::Async => Run::asynchronous(heading, run),
    };
    run.telling()
}

fn window() -> Window {
    Window::new(QUOTA, MINUTE)
}

/// One after another, as far apart as the quota asks for.
fn even() -> Bucket {
    Bucket::within(QUOTA, MINUTE, 1).expect("a quota of five has room for one")
}

/// A minute's tokens at first, and a minute's tokens in each minute.
fn wrong_full() -> Bucket {
    Bucket::new(QUOTA, MINUTE / QUOTA)
}

/// A line for what became of all.
fn counted(answers: Answers) -> Result<Vec<String>, Never> {
    let seen: Vec<Seen> = answers?.into_iter().map(Seen::from).collect();
    Ok(vec![told(&seen)])
}

fn written(seen: Result<Vec<Seen>, chat::Error>) -> Result<Vec<String>, chat::Error> {
    Ok(vec![told(&seen?)])
}

/// Three ideas: what a limit in time is, how to keep it with a bucket, and how to keep two.
pub fn lesson() -> Lesson {
    let lesson = Lesson::new(
        14,
        "Rate limit",
        "A limit on requests in flight says nothing of requests in a \
         minute. Count those that were sent.",
    );
    two_quotas(buckets(in_time(lesson)))
}

fn in_time(lesson: Lesson) -> Lesson {
    lesson
        .idea(
            "Window",
            "The server takes five requests in every minute. A minute is a \
             second here.",
        )
        .scenario(articles(1, 2))
        .lasting(40)
        .run(
            paced(Form::Blocking, "a window of a minute", window)
                .in_python("a window of a minute", kit::python!("blocking.py")),
        )
        .run(
            paced(Form::Async, "a window of a minute", window)
                .in_python("a window of a minute", kit::python!("asynchronous.py")),
        )
        .run(
            Run::blocking("two threads, answers in 0.2 s", |base_url, articles| {
                counted(Ok(rate::blocking::wrong_workers(base_url, articles)))
            })
            .in_python(
                "ThreadPoolExecutor(rate * 0.4), answers in 0.2 s",
                kit::python!("workers.py"),
            )
            .named("two workers")
            .telling()
            .wrong(),
        )
        .run(
            Run::asynchronous("two permits, answers in 0.2 s", |base_url, articles| {
                counted(Ok(rate::asynchronous::wrong_permits(base_url, articles)))
            })
            .in_python(
                "Semaphore(rate * 0.4), answers in 0.2 s",
                kit::python!("permits.py"),
            )
            .named("two permits")
            .telling()
            .wrong(),
        )
        .scenario(articles(7, 8))
        .run(
            paced(Form::Async, "a window, answers in 0.8 s", window)
                .in_python(
                    "a window, answers in 0.8 s",
                    kit::python!("asynchronous.py"),
                )
                .named("slow"),
        )
        .run(
            Run::asynchronous("two permits, answers in 0.8 s", |base_url, articles| {
                counted(Ok(rate::asynchronous::wrong_permits(base_url, articles)))
            })
            .in_python(
                "Semaphore(rate * 0.4), answers in 0.8 s",
                kit::python!("permits.py"),
            )
            .named("slow permits")
            .telling()
            .wrong(),
        )
        .look_for(
            "1. Look at the row in 1.0 s: so many requests came in the last \
             second, which is a minute here. The window lets five through at \
             once, and the sixth when the first is a minute old.",
        )
        .look_for(
            "Two permits are right if a call takes 0.4 s. When it takes 0.2 \
             s, the sixth request comes at 0.4 s and is refused; a refusal \
             takes no time, so the other four are refused in the same moment. \
             When it takes 0.8 s, all takes 4.0 s, with room for one more all \
             the time.",
        )
}

fn buckets(lesson: Lesson) -> Lesson {
    lesson
        .idea(
            "Bucket",
            "A request costs a token. A bucket for one token, and a new one \
             every 0.2 s: an even pace.",
        )
        .scenario(articles(3, 3))
        .run(
            paced(Form::Blocking, "a bucket for one token", even)
                .in_python("a bucket for one token", kit::python!("even_threads.py")),
        )
        .run(
            paced(Form::Async, "a bucket for one token", even)
                .in_python("a bucket for one token", kit::python!("even.py")),
        )
        .run(
            paced(
                Form::Blocking,
                "a bucket for five tokens, full at first",
                wrong_full,
            )
            .named("full")
            .wrong(),
        )
        .run(
            paced(
                Form::Async,
                "a bucket that counts a wait twice",
                WrongTwice::default,
            )
            .in_python(
                "a bucket that counts a wait twice",
                kit::python!("twice.py"),
            )
            .named("twice")
            .wrong(),
        )
        .look_for(
            "2. A full bucket spends five tokens at once, and gets four more \
             in the same minute: nine requests, almost twice the quota. What \
             a bucket holds at first and what comes after it have to fit into \
             the quota together.",
        )
        .look_for(
            "The other bucket waits for a token, spends it, and counts the \
             time of that wait once more. So after each wait two requests go, \
             in every minute.",
        )
}

fn two_quotas(lesson: Lesson) -> Lesson {
    lesson
        .idea(
            "Tokens",
            "Five requests and 120 tokens a minute: a title costs 15, a \
             summary 50, a report 160.",
        )
        .scenario(texts())
        .lasting(30)
        .run(
            Run::blocking(
                "both quotas, as the first answer tells them",
                |base_url, prompts| written(quotas::blocking::write(base_url, prompts)),
            )
            .in_python(
                "both quotas, as the first answer tells them",
                kit::python!("quotas.py"),
            )
            .telling(),
        )
        .run(
            Run::asynchronous(
                "both quotas, as the first answer tells them",
                |base_url, prompts| written(quotas::asynchronous::write(base_url, prompts)),
            )
            .in_python(
                "both quotas, as the first answer tells them",
                kit::python!("quotas_tasks.py"),
            )
            .telling(),
        )
        .run(
            Run::asynchronous("requests are counted alone", |base_url, prompts| {
                written(quotas::wrong_requests::wrong_requests(base_url, prompts))
            })
            .named("requests alone")
            .telling()
            .wrong(),
        )
        .run(
            Run::asynchronous("waits until there is room", |base_url, prompts| {
                written(quotas::wrong_patient::wrong_patient(base_url, prompts))
            })
            .named("patient")
            .telling()
            .wrong(),
        )
        .look_for(
            "3. In the first minute three requests use up the tokens. In the \
             second one five titles use up the requests, and tokens are left. \
             The report is more than the whole quota, so it is an error at \
             once, and is never sent.",
        )
        .look_for(
            "Who waits until there is room for the report waits for ever, and \
             all that stands behind it waits too. The deadline of 3 s ends it \
             here.",
        )
}
