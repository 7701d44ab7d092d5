//! Three requests at a time, without a semaphore: a stream that polls three futures.

use chat::Client;
use futures::stream::{self, StreamExt, TryStreamExt};

/// Asks for a summary of each article.
///
/// The stream polls three futures, and starts the next when one is done. With `buffered` in its
/// place the summaries would come in order, but a slow one at the front would hold back the rest:
/// head-of-line blocking.
///
/// # Errors
///
/// The first call that fails ends it, and drops the calls still in flight.
#[tokio::main(flavor = "current_thread")]
pub async fn summarise(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let client = &Client::new(base_url);
    let calls = articles
        .iter()
        .enumerate()
        .map(|(index, article)| async move {
            Ok::<_, chat::Error>((index, client.ask(article).await?))
        });
    let mut summaries: Vec<_> = stream::iter(calls)
        .buffer_unordered(3)
        .try_collect()
        .await?;
    // In the order of the articles, not of the answers.
    summaries.sort();
    Ok(summaries.into_iter().map(|(_, summary)| summary).collect())
}
