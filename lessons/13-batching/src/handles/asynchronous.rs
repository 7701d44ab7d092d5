//! A task for each article. They are awaited three at a time.

use chat::{Client, Error};

/// Asks for a summary of each article.
///
/// # Errors
///
/// The first error in the order of the articles. Tasks that are not awaited end with the runtime.
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_chunks(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
    let client = Client::new(base_url);
    let start = |article: &String| {
        let (client, article) = (client.clone(), article.clone());
        tokio::spawn(async move { client.ask(&article).await })
    };
    let mut calls: Vec<_> = articles.iter().map(start).collect();
    let mut summaries = Vec::new();
    while !calls.is_empty() {
        let chunk = calls.drain(..calls.len().min(3));
        for call in chunk {
            summaries.push(call.await.expect("ask does not panic")?);
        }
    }
    Ok(summaries)
}
