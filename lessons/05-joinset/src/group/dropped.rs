//! Six tasks in one set. The first error returns, and the set is dropped with its tasks.

use chat::Client;
use tokio::task::JoinSet;

/// A page of summaries or, when one of them cannot be had, of an apology and the reason.
///
/// # Errors
///
/// When not even the apology can be had.
#[tokio::main(flavor = "current_thread")]
pub async fn page(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let client = Client::new(base_url);
    match summarise(&client, articles).await {
        Ok(summaries) => Ok(summaries),
        Err(error) => Ok(vec![client.ask("apology").await?, error.to_string()]),
    }
}

/// The summaries, in the order in which they came, or the first error.
async fn summarise(client: &Client, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let mut tasks = JoinSet::new();
    for article in articles {
        let (client, article) = (client.clone(), article.clone());
        tasks.spawn(async move { client.ask(&article).await });
    }
    let mut summaries = Vec::new();
    while let Some(ended) = tasks.join_next().await {
        // With `?` the set is dropped, which aborts its tasks. They are gone when the runtime next
        // runs; who has to know that awaits `tasks.shutdown()` before.
        summaries.push(ended.expect("ask does not panic")?);
    }
    Ok(summaries)
}
