//! A retry that calls itself while it holds its permit. When all holders do, nobody gets another.

use super::POLICY;
use crate::policy::may_succeed_soon;
use chat::{Client, Error};
use futures::future::try_join_all;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

/// Asks for a summary of each article, and gives up after 2 s.
///
/// # Errors
///
/// The first call that fails ends it, and so does the end of the time.
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_again(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
    let client = Client::new(base_url);
    let permits = Semaphore::new(3);
    let calls = articles
        .iter()
        .map(|article| ask(&client, &permits, article));
    // A timeout for each request would not help: there is no request.
    let all = timeout(Duration::from_secs(2), try_join_all(calls));
    all.await.unwrap_or(Err(Error::Timeout))
}

async fn ask(client: &Client, permits: &Semaphore, article: &str) -> Result<String, Error> {
    let _permit = permits.acquire().await.expect("nobody closes it");
    match client.ask(article).await {
        Err(error) if may_succeed_soon(&error) => {
            sleep(POLICY.base).await;
            // It takes a second permit for this call, and has not given back the first.
            Box::pin(ask(client, permits, article)).await
        }
        result => result,
    }
}
