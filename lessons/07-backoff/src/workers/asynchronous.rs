//! Three requests at a time: who waits for the next attempt has no permit meanwhile.

use super::POLICY;
use crate::retry::{GaveUp, asynchronous::retry};
use chat::Client;
use futures::future::try_join_all;
use tokio::sync::Semaphore;

/// Asks for a summary of each article.
///
/// # Errors
///
/// The first call that fails ends it, and drops the calls still in flight.
#[tokio::main(flavor = "current_thread")]
pub async fn summarise(base_url: &str, articles: &[String]) -> Result<Vec<String>, GaveUp> {
    let client = Client::new(base_url);
    let permits = Semaphore::new(3);
    let calls = articles.iter().map(async |article| {
        let attempt = async || {
            let _permit = permits.acquire().await.expect("nobody closes it");
            client.ask(article).await
        };
        retry(POLICY, attempt).await
    });
    try_join_all(calls).await
}

/// The permit is taken once for all attempts, and held while the future sleeps between them.
///
/// # Errors
///
/// As for [`summarise`].
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_permit(base_url: &str, articles: &[String]) -> Result<Vec<String>, GaveUp> {
    let client = Client::new(base_url);
    let permits = Semaphore::new(3);
    let calls = articles.iter().map(async |article| {
        let _permit = permits.acquire().await.expect("nobody closes it");
        retry(POLICY, async || client.ask(article).await).await
    });
    try_join_all(calls).await
}
