//! A thread for each article. They are joined three at a time.

use chat::{Error, blocking::Client};
use std::thread;

/// Asks for a summary of each article.
///
/// # Errors
///
/// The first error in the order of the articles. Threads that are not joined go on.
pub fn wrong_chunks(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
    let client = Client::new(base_url);
    let start = |article: &String| {
        let (client, article) = (client.clone(), article.clone());
        thread::spawn(move || client.ask(&article))
    };
    let mut calls: Vec<_> = articles.iter().map(start).collect();
    let mut summaries = Vec::new();
    while !calls.is_empty() {
        let chunk = calls.drain(..calls.len().min(3));
        for call in chunk {
            summaries.push(call.join().expect("ask does not panic")?);
        }
    }
    Ok(summaries)
}
