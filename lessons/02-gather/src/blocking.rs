//! All requests at once: each has a thread that waits for it.

use chat::blocking::Client;
use std::thread::{self, ScopedJoinHandle};

type Thread<'scope> = ScopedJoinHandle<'scope, Result<String, chat::Error>>;

/// Asks for a summary of each article.
///
/// # Errors
///
/// All calls run to their end; the first error in the order of the articles is returned.
pub fn summarise(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
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

/// Without the `collect` in the middle, the iterator spawns a thread, joins it, and only then
/// spawns the next.
///
/// # Errors
///
/// The first call that fails ends it.
pub fn wrong_lazy(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let client = &Client::new(base_url);
    let join = |thread: Thread<'_>| thread.join().expect("ask does not panic");
    thread::scope(|scope| {
        let threads = articles
            .iter()
            .map(|article| scope.spawn(|| client.ask(article)));
        threads.map(join).collect()
    })
}
