//! Lesson 5: related calls, of which one fails, in both forms.

pub mod detached;
mod exercise;
pub mod gather;
pub mod group;
pub mod panics;

pub use exercise::exercise;

use kit::{Lesson, Reply, Run, Script};
use std::convert::Infallible;

/// Ticks until each article is answered.
const LATENCIES: [u32; 6] = [6, 4, 2, 9, 7, 8];

/// Six related articles. Article 3 fails first, then article 2.
pub fn lesson() -> Lesson {
    let articles = numbered(LATENCIES.len());
    let mut page = articles.clone();
    page.push("apology".to_owned());
    Lesson::new(
        5,
        "JoinSet",
        "When one of several related calls fails, stop the others, and tell every error.",
    )
    .idea(
        "Gather: a failure stops nothing",
        "Each call runs to its end and has a result of its own, as with asyncio's gather and \
         return_exceptions=True.",
    )
    .scenario(articles, failing())
    .run(
        Run::blocking("six threads, all results", |base_url, articles| {
            tell(gather::blocking::summarise(base_url, articles))
        })
        .telling(),
    )
    .run(
        Run::asynchronous("join_all, all results", |base_url, articles| {
            tell(gather::asynchronous::summarise(base_url, articles))
        })
        .telling(),
    )
    .idea(
        "Group: a failure stops the rest",
        "Without one of the summaries there is no page: readers get an apology. The rest is no \
         longer wanted. In asyncio, a TaskGroup stops it.",
    )
    .scenario(page, failing())
    .run(
        Run::blocking(
            "three threads look at a stop flag between requests",
            without_apology(group::blocking::page),
        )
        .telling(),
    )
    .run(
        Run::asynchronous(
            "a JoinSet, abort_all at the first error",
            without_apology(group::asynchronous::page),
        )
        .telling(),
    )
    .run(
        Run::asynchronous(
            "a JoinSet, dropped at the first error",
            without_apology(group::dropped::page),
        )
        .named("dropped")
        .telling(),
    )
    .run(
        Run::blocking(
            "six threads, joined in order",
            without_apology(detached::blocking::wrong_page),
        )
        .named("lost threads")
        .telling()
        .wrong(),
    )
    .run(
        Run::asynchronous(
            "six spawned tasks, awaited in order",
            without_apology(detached::asynchronous::wrong_page),
        )
        .named("lost tasks")
        .telling()
        .wrong(),
    )
    .idea(
        "Panic: an error of one task",
        "A bug in one task takes neither the others nor the program down.",
    )
    .scenario(numbered(4), titled())
    .run(
        Run::blocking("one of four threads panics", |base_url, articles| {
            Ok::<_, Infallible>(panics::blocking::titles(base_url, articles))
        })
        .telling(),
    )
    .run(
        Run::asynchronous("one of four tasks panics", |base_url, articles| {
            Ok::<_, Infallible>(panics::asynchronous::titles(base_url, articles))
        })
        .telling(),
    )
    .look_for(
        "Look for tick 2, where article 3 fails. A JoinSet hangs up on the rest in that very \
         tick, told by abort_all or because it is dropped. A thread that waits cannot be \
         stopped: the flag keeps articles 4 to 6 from being sent, and articles 1 and 2 run on \
         for nobody. Six threads would have sent everything before the flag was up.",
    )
    .look_for(
        "The wrong ones wait for article 1 first. They return four ticks late, with the error of \
         article 2 and never that of article 3, and three requests run on without them.",
    )
    .look_for(
        "The server sees nothing of a panic. Whoever joins the task gets it as an error, next \
         to the errors of the API.",
    )
    .next("cargo run -p lesson-5 --example exercise-5")
}

fn numbered(count: usize) -> Vec<String> {
    let numbers = 1..=count;
    numbers.map(|number| format!("article {number}")).collect()
}

fn failing() -> Script {
    let articles = numbered(LATENCIES.len());
    let replies = articles.iter().zip(LATENCIES);
    let script = replies.fold(Script::new(), |script, (article, ticks)| {
        let reply = match article.as_str() {
            "article 2" => Reply::status(503).saying("too busy for article 2"),
            "article 3" => Reply::status(500).saying("cannot read article 3"),
            _ => Reply::ok(),
        };
        script.reply(article, reply.after(ticks))
    });
    let apology = Reply::ok().saying("Sorry, there are no summaries today.");
    script.reply("apology", apology.after(5))
}

fn titled() -> Script {
    let text = |text: &str| Reply::ok().saying(text);
    Script::new()
        .reply("article 1", text("Rain: more of it").after(3))
        .reply("article 2", text("A summary, but no title").after(4))
        .reply(
            "article 3",
            Reply::status(500).saying("cannot read article 3").after(6),
        )
        .reply("article 4", text("Sun: less of it").after(7))
}

/// The last lane is for a request that no form is asked for.
fn without_apology<E>(
    page: impl Fn(&str, &[String]) -> Result<Vec<String>, E>,
) -> impl Fn(&str, &[String]) -> Result<Vec<String>, E> {
    move |base_url, prompts| page(base_url, &prompts[..LATENCIES.len()])
}

/// The number of summaries, and every error.
fn tell(results: Vec<Result<String, chat::Error>>) -> Result<Vec<String>, Infallible> {
    let errors = results.iter().filter_map(|result| result.as_ref().err());
    let errors: Vec<String> = errors.map(ToString::to_string).collect();
    let summaries = results.len() - errors.len();
    let told = [format!("{summaries} summaries")];
    Ok(told.into_iter().chain(errors).collect())
}
