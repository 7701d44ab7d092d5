//! Exercise 8: publish as they come.
//!
//! Ask for three articles at a time, in their order, and leave no place idle while one is left.
//! Publish each summary, with the prompt `publish` and the summary, as soon as it is there: one at
//! a time, in the order in which they come. Return the answers to that, in the same order. At the
//! start, the code publishes in the order of the articles, and asks for none while it publishes.
//! Run it, and read what the server saw:
//!
//!     cargo run -p lesson-8 --example exercise-8

use chat::Client;
use futures::stream::{self, StreamExt};

#[tokio::main(flavor = "current_thread")]
async fn publish(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let client = &Client::new(base_url);
    let calls = articles.iter().map(|article| client.ask(article));
    let mut summaries = stream::iter(calls).buffered(3);
    let mut published = Vec::new();
    while let Some(summary) = summaries.next().await {
        published.push(client.ask(&format!("publish {}", summary?)).await?);
    }
    Ok(published)
}

fn main() -> std::process::ExitCode {
    kit::judge(&lesson_8::exercise(), publish)
}
