//! A task for each article, which waits for one of two permits. They go on while a summary is being
//! published.

use chat::Client;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Publishes a summary of each article when it comes, and tells how many are done.
///
/// # Errors
///
/// The first call that fails ends it, and aborts the calls still in flight.
#[tokio::main(flavor = "current_thread")]
pub async fn publish(
    base_url: &str,
    articles: &[String],
    mut progress: impl FnMut(usize, &str),
) -> Result<(), chat::Error> {
    let client = Client::new(base_url);
    let permits = Arc::new(Semaphore::new(2));
    let mut tasks = JoinSet::new();
    for article in articles {
        let (client, article) = (client.clone(), article.clone());
        let permits = Arc::clone(&permits);
        tasks.spawn(async move {
            let _permit = permits.acquire().await.expect("nobody closes it");
            client.ask(&article).await
        });
    }
    let mut done = 0;
    while let Some(summary) = tasks.join_next().await {
        let summary = summary.expect("ask does not panic")?;
        client.ask(&format!("publish {summary}")).await?;
        done += 1;
        progress(done, &summary);
    }
    Ok(())
}
