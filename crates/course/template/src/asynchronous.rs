//! WRITE 2: what this form does, in a sentence. It is the translation of the other: the same names, in
//! the same order.

use chat::Client;

/// WRITE 2: what it does, in a line.
///
/// # Errors
///
/// The first call that fails ends it.
#[tokio::main(flavor = "current_thread")]
pub async fn summarise(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let client = Client::new(base_url);
    let mut summaries = Vec::new();
    for article in articles {
        summaries.push(client.ask(article).await?);
    }
    Ok(summaries)
}
