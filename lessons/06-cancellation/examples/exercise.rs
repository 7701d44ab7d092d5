//! Exercise 6: drain.
//!
//! A signal comes in the middle of the work. The code drops what is in flight, and with it everything
//! it has learned. Make it drain instead: send nothing after the signal, let the calls in flight end,
//! and return the summaries that are there, in the order of the articles. Take the articles in that
//! order too, two at a time, as now. Here the signal is a sleep; at work it is Ctrl-C. Run it, and read
//! what the server saw:
//!
//!     cargo run -p lesson-6 --example exercise-6

use chat::{Client, Error};
use futures::stream::{self, StreamExt, TryStreamExt};
use std::time::Duration;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

#[tokio::main(flavor = "current_thread")]
async fn summarise(
    base_url: &str,
    articles: &[String],
    until_signal: Duration,
) -> Result<Vec<String>, Error> {
    let client = Client::new(base_url);
    let token = CancellationToken::new();
    let signal = async {
        sleep(until_signal).await;
        token.cancel();
    };
    let calls = articles.iter().map(|article| client.ask(article));
    let work = stream::iter(calls).buffered(2).try_collect();
    tokio::select! {
        summaries = work => summaries,
        () = signal => Ok(Vec::new()),
    }
}

fn main() -> std::process::ExitCode {
    kit::judge(&lesson_6::exercise(), summarise)
}
