//! All calls are futures of one set. Whoever awaits its next item gets the first that is there.

use chat::Client;
use futures::stream::{FuturesUnordered, StreamExt};

/// Publishes a summary of each article when it comes, and tells how many are done.
///
/// # Errors
///
/// The first call that fails ends it, and drops the calls still in flight.
#[tokio::main(flavor = "current_thread")]
pub async fn publish(
    base_url: &str,
    articles: &[String],
    mut progress: impl FnMut(usize, &str),
) -> Result<(), chat::Error> {
    let client = &Client::new(base_url);
    let calls = articles.iter().map(|article| client.ask(article));
    let mut summaries: FuturesUnordered<_> = calls.collect();
    let mut done = 0;
    while let Some(summary) = summaries.next().await {
        let summary = summary?;
        client.ask(&format!("publish {summary}")).await?;
        done += 1;
        progress(done, &summary);
    }
    Ok(())
}
