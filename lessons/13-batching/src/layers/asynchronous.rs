//! Three lists of articles, a future for each.

use chat::{Client, Error};
use futures::future::try_join_all;

/// Asks for a summary of each article.
///
/// # Errors
///
/// The first call that fails ends it, and drops the calls still in flight.
#[tokio::main(flavor = "current_thread")]
pub async fn summarise(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
    let client = &Client::new(base_url);
    let lists = articles
        .chunks(articles.len().div_ceil(3).max(1))
        .map(|list| one_after_another(client, list));
    Ok(try_join_all(lists).await?.concat())
}

async fn one_after_another(client: &Client, list: &[String]) -> Result<Vec<String>, Error> {
    let mut summaries = Vec::new();
    for article in list {
        summaries.push(client.ask(article).await?);
    }
    Ok(summaries)
}

/// The other way round: beside each other inside, one after another outside.
///
/// # Errors
///
/// As for [`summarise`].
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_waves(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
    let client = &Client::new(base_url);
    let mut summaries = Vec::new();
    for wave in articles.chunks(3) {
        let calls = wave.iter().map(|article| client.ask(article));
        summaries.extend(try_join_all(calls).await?);
    }
    Ok(summaries)
}
