//! All requests at once, and all their results: a failure stops nothing.

use chat::Client;
use futures::future::join_all;

/// Asks for a summary of each article.
///
/// # Errors
///
/// An article that fails has its error in the place of its summary.
#[tokio::main(flavor = "current_thread")]
pub async fn summarise(base_url: &str, articles: &[String]) -> Vec<Result<String, chat::Error>> {
    let client = Client::new(base_url);
    let calls = articles.iter().map(|article| client.ask(article));
    join_all(calls).await
}
