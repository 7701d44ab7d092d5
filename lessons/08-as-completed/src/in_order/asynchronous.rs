//! A task for each article, awaited in the order in which they were spawned.

use chat::Client;

/// Publishes a summary of each article in their order, and tells how many are done.
///
/// # Errors
///
/// The first call that fails ends it.
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_publish(
    base_url: &str,
    articles: &[String],
    mut progress: impl FnMut(usize, &str),
) -> Result<(), chat::Error> {
    let client = Client::new(base_url);
    let mut tasks = Vec::new();
    for article in articles {
        let (client, article) = (client.clone(), article.clone());
        tasks.push(tokio::spawn(async move { client.ask(&article).await }));
    }
    for (done, task) in (1..).zip(tasks) {
        let summary = task.await.expect("ask does not panic")?;
        client.ask(&format!("publish {summary}")).await?;
        progress(done, &summary);
    }
    Ok(())
}
