//! Three futures at a time, of a stream that reads from a source.

use chat::{Client, Error};
use futures::future::try_join_all;
use futures::stream::{self, StreamExt, TryStreamExt};
use tokio::sync::Semaphore;

/// Asks for a summary of each article.
///
/// # Errors
///
/// The first call that fails ends it, and drops the calls still in flight.
#[tokio::main(flavor = "current_thread")]
pub async fn summarise<'a>(
    base_url: &str,
    articles: impl Iterator<Item = &'a String>,
) -> Result<Vec<String>, Error> {
    let client = &Client::new(base_url);
    let calls = articles
        .enumerate()
        .map(|(index, article)| async move { Ok::<_, Error>((index, client.ask(article).await?)) });
    let calls = stream::iter(calls).buffer_unordered(3);
    let mut summaries: Vec<_> = calls.try_collect().await?;
    // In the order of the articles, not of the answers.
    summaries.sort();
    Ok(summaries.into_iter().map(|(_, summary)| summary).collect())
}

/// The futures of all articles are made before the first of them is polled.
///
/// # Errors
///
/// As for [`summarise`].
#[tokio::main(flavor = "current_thread")]
pub async fn up_front<'a>(
    base_url: &str,
    articles: impl Iterator<Item = &'a String>,
) -> Result<Vec<String>, Error> {
    let client = Client::new(base_url);
    let permits = Semaphore::new(3);
    let calls = articles.map(async |article| {
        let _permit = permits.acquire().await.expect("nobody closes it");
        client.ask(article).await
    });
    try_join_all(calls).await
}
