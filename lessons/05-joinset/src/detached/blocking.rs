//! A handle that is dropped stops nothing: its thread belongs to nobody and runs on.

use chat::blocking::Client;
use std::thread;

/// A page of summaries or, when one of them cannot be had, of an apology and the reason.
///
/// # Errors
///
/// When not even the apology can be had.
pub fn wrong_page(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let client = Client::new(base_url);
    match summarise(&client, articles) {
        Ok(summaries) => Ok(summaries),
        Err(error) => Ok(vec![client.ask("apology")?, error.to_string()]),
    }
}

/// The summaries, or the first error in the order of the articles, not of time.
fn summarise(client: &Client, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let mut threads = Vec::new();
    for article in articles {
        let (client, article) = (client.clone(), article.clone());
        threads.push(thread::spawn(move || client.ask(&article)));
    }
    let mut summaries = Vec::new();
    for thread in threads {
        summaries.push(thread.join().expect("ask does not panic")?);
    }
    Ok(summaries)
}
