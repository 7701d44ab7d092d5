//! WRITE 2: what this form does, in a sentence.

use chat::blocking::Client;

/// WRITE 2: what it does, in a line.
///
/// # Errors
///
/// The first call that fails ends it.
pub fn summarise(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let client = Client::new(base_url);
    let mut summaries = Vec::new();
    for article in articles {
        summaries.push(client.ask(article)?);
    }
    Ok(summaries)
}
