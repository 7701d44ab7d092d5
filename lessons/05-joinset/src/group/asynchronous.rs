//! Six tasks in one set. The first error aborts those that still wait.

use super::Failed;
use chat::Client;
use std::panic::resume_unwind;
use tokio::task::JoinSet;

/// A page of summaries or, when one of them cannot be had, of an apology and the reasons.
///
/// # Errors
///
/// When not even the apology can be had.
#[tokio::main(flavor = "current_thread")]
pub async fn page(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let client = Client::new(base_url);
    match summarise(&client, articles).await {
        Ok(summaries) => Ok(summaries),
        Err(failed) => Ok(failed.page(client.ask("apology").await?)),
    }
}

/// The summaries, in the order in which they came.
async fn summarise(client: &Client, articles: &[String]) -> Result<Vec<String>, Failed> {
    let mut tasks = JoinSet::new();
    for article in articles {
        let (client, article) = (client.clone(), article.clone());
        tasks.spawn(async move { client.ask(&article).await });
    }
    let (mut summaries, mut errors, mut given_up) = (Vec::new(), Vec::new(), 0);
    while let Some(ended) = tasks.join_next().await {
        match ended {
            Ok(Ok(summary)) => summaries.push(summary),
            Ok(Err(error)) => {
                errors.push(error);
                tasks.abort_all();
            }
            Err(aborted) if aborted.is_cancelled() => given_up += 1,
            Err(panicked) => resume_unwind(panicked.into_panic()),
        }
    }
    match errors.is_empty() {
        true => Ok(summaries),
        false => Err(Failed { errors, given_up }),
    }
}
