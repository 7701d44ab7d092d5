//! All requests at once, and all their results: a failure stops nothing.

use chat::blocking::Client;
use std::thread::{self, ScopedJoinHandle};

type Thread<'scope> = ScopedJoinHandle<'scope, Result<String, chat::Error>>;

/// Asks for a summary of each article.
///
/// # Errors
///
/// An article that fails has its error in the place of its summary.
pub fn summarise(base_url: &str, articles: &[String]) -> Vec<Result<String, chat::Error>> {
    let client = &Client::new(base_url);
    let join = |thread: Thread<'_>| thread.join().expect("ask does not panic");
    thread::scope(|scope| {
        let threads = articles
            .iter()
            .map(|article| scope.spawn(|| client.ask(article)));
        let threads: Vec<_> = threads.collect();
        threads.into_iter().map(join).collect()
    })
}
