//! A future for each article, which returns the article with its result.

use crate::batch::{Outcome, report};
use chat::Client;
use futures::future::join_all;

/// Asks for a summary of each article, and tells what came of them.
#[tokio::main(flavor = "current_thread")]
pub async fn summarise(base_url: &str, articles: &[String]) -> Vec<String> {
    let client = Client::new(base_url);
    let outcomes = ask_each(&client, articles).await;
    report(&outcomes)
}

/// Each article with its result.
pub async fn ask_each<'a>(
    client: &Client,
    articles: impl IntoIterator<Item = &'a String>,
) -> Vec<Outcome<'a>> {
    let calls = articles
        .into_iter()
        .map(async |article| (article, client.ask(article).await));
    join_all(calls).await
}
