//! `collect` makes one `Result` of nine: an error in place of all summaries.

use chat::{Error, blocking::Client};
use std::thread::{self, ScopedJoinHandle};

type Thread<'scope> = ScopedJoinHandle<'scope, Result<String, Error>>;

/// Asks for a summary of each article.
///
/// # Errors
///
/// One article that fails is enough.
pub fn wrong_all_or_nothing(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
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
