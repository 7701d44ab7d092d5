//! One task waits for the next moment, and spawns another for each call.

use super::permits;
use crate::policy::{Never, Policy};
use chat::{Client, Error};
use futures::future::join_all;
use std::time::Instant;
use tokio::spawn;
use tokio::sync::Semaphore;
use tokio::time::sleep_until;

/// Sends each article when the policy says so, and returns what became of it.
///
/// # Errors
///
/// When the policy says never.
#[tokio::main(flavor = "current_thread")]
pub async fn summarise(
    base_url: &str,
    articles: &[String],
    mut policy: impl Policy,
) -> Result<Vec<Result<String, Error>>, Never> {
    let client = Client::new(base_url);
    let mut calls = Vec::new();
    for article in articles {
        let due = policy.reserve(Instant::now())?;
        sleep_until(due.into()).await;
        let (client, article) = (client.clone(), article.clone());
        calls.push(spawn(async move { client.ask(&article).await }));
    }
    let answers = join_all(calls).await.into_iter();
    Ok(answers
        .map(|call| call.expect("ask does not panic"))
        .collect())
}

/// As many permits as should be taken all the time. Who has an answer gives its permit to the next article.
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_permits(base_url: &str, articles: &[String]) -> Vec<Result<String, Error>> {
    let client = Client::new(base_url);
    let permits = Semaphore::new(permits());
    let calls = articles.iter().map(async |article| {
        let _permit = permits
            .acquire()
            .await
            .expect("nobody closes the semaphore");
        client.ask(article).await
    });
    join_all(calls).await
}
