//! Three requests at a time, in waves: the next wave waits for the slowest of this one.

use chat::Client;
use futures::future::try_join_all;

/// Asks for a summary of each article.
///
/// # Errors
///
/// The first call that fails ends it, and drops the calls still in flight.
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_waves(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let client = Client::new(base_url);
    let mut summaries = Vec::new();
    for wave in articles.chunks(3) {
        let calls = wave.iter().map(|article| client.ask(article));
        summaries.extend(try_join_all(calls).await?);
    }
    Ok(summaries)
}
