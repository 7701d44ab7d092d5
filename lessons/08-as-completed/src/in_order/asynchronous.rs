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
    let tasks = articles.iter().map(|article| {
        let (client, article) = (client.clone(), article.clone());
        tokio::spawn(async move { client.ask(&article).await })
    });
    // Without this the iterator would spawn each task when it is awaited.
    let tasks: Vec<_> = tasks.collect();
    for (done, task) in (1..).zip(tasks) {
        let summary = task.await.expect("ask does not panic")?;
        client.ask(&format!("publish {summary}")).await?;
        progress(done, &summary);
    }
    Ok(())
}
