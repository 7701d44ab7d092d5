//! Three requests at a time: a future that has no permit waits for one before it sends.

use chat::Client;
use futures::future::try_join_all;
use tokio::sync::Semaphore;

/// Asks for a summary of each article.
///
/// # Errors
///
/// The first call that fails ends it, and drops the calls still in flight.
#[tokio::main(flavor = "current_thread")]
pub async fn summarise(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let client = Client::new(base_url);
    let permits = Semaphore::new(3);
    let calls = articles.iter().map(async |article| {
        let _permit = permits.acquire().await.expect("nobody closes it");
        client.ask(article).await
    });
    try_join_all(calls).await
}

/// `_` is no variable: what is bound to it is dropped in the same statement.
///
/// # Errors
///
/// As for [`summarise`].
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_permit(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let client = Client::new(base_url);
    let permits = Semaphore::new(3);
    let calls = articles.iter().map(async |article| {
        let _ = permits.acquire().await.expect("nobody closes it");
        client.ask(article).await
    });
    try_join_all(calls).await
}
