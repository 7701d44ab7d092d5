//! A handle that is dropped stops nothing: its task belongs to nobody and runs on.

use chat::Client;

/// A page of summaries or, when one of them cannot be had, of an apology and the reason.
///
/// # Errors
///
/// When not even the apology can be had.
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_page(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let client = Client::new(base_url);
    match summarise(&client, articles).await {
        Ok(summaries) => Ok(summaries),
        Err(error) => Ok(vec![client.ask("apology").await?, error.to_string()]),
    }
}

/// The summaries, or the first error in the order of the articles, not of time.
async fn summarise(client: &Client, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let mut tasks = Vec::new();
    for article in articles {
        let (client, article) = (client.clone(), article.clone());
        tasks.push(tokio::spawn(async move { client.ask(&article).await }));
    }
    let mut summaries = Vec::new();
    for task in tasks {
        summaries.push(task.await.expect("ask does not panic")?);
    }
    Ok(summaries)
}
