//! A stream that keeps two futures going, and only while somebody awaits its next item.

use chat::Client;
use futures::stream::{self, StreamExt};

/// Publishes a summary of each article when it comes, and tells how many are done.
///
/// # Errors
///
/// The first call that fails ends it, and drops the calls still in flight.
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_publish(
    base_url: &str,
    articles: &[String],
    mut progress: impl FnMut(usize, &str),
) -> Result<(), chat::Error> {
    let client = &Client::new(base_url);
    let calls = articles.iter().map(|article| client.ask(article));
    let mut summaries = stream::iter(calls).buffer_unordered(2);
    let mut done = 0;
    while let Some(summary) = summaries.next().await {
        let summary = summary?;
        // Nobody awaits the stream now: it takes no answer, and makes no new call.
        client.ask(&format!("publish {summary}")).await?;
        done += 1;
        progress(done, &summary);
    }
    Ok(())
}
