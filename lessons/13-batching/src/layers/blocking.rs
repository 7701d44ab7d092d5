//! Three lists of articles, a thread for each.

use chat::{Error, blocking::Client};
use std::thread;

/// Asks for a summary of each article.
///
/// # Errors
///
/// The error of the first list in which a call fails. That list ends there, and the others go on.
pub fn summarise(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
    let client = &Client::new(base_url);
    let lists: Result<Vec<_>, Error> = thread::scope(|scope| {
        let threads = articles
            .chunks(articles.len().div_ceil(3).max(1))
            .map(|list| scope.spawn(move || one_after_another(client, list)));
        let threads: Vec<_> = threads.collect();
        let join = |thread: thread::ScopedJoinHandle<_>| thread.join().expect("no list panics");
        threads.into_iter().map(join).collect()
    });
    Ok(lists?.concat())
}

fn one_after_another(client: &Client, list: &[String]) -> Result<Vec<String>, Error> {
    let mut summaries = Vec::new();
    for article in list {
        summaries.push(client.ask(article)?);
    }
    Ok(summaries)
}
