//! All requests at once: one thread polls the futures of them all.

use chat::Client;
use futures::future::try_join_all;

/// Asks for a summary of each article.
///
/// # Errors
///
/// The first call that fails ends it, and drops the calls still in flight.
#[tokio::main(flavor = "current_thread")]
pub async fn summarise(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let client = Client::new(base_url);
    let calls = articles.iter().map(|article| client.ask(article));
    try_join_all(calls).await
}

/// A future does nothing until it is awaited: each of these is sent when its turn comes.
///
/// # Errors
///
/// The first call that fails ends it.
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_lazy(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let client = Client::new(base_url);
    let calls: Vec<_> = articles.iter().map(|article| client.ask(article)).collect();
    let mut summaries = Vec::new();
    for call in calls {
        summaries.push(call.await?);
    }
    Ok(summaries)
}
