//! Three requests at a time, in waves: the next wave waits for the slowest of this one.

use chat::blocking::Client;
use std::thread::{self, ScopedJoinHandle};

type Thread<'scope> = ScopedJoinHandle<'scope, Result<String, chat::Error>>;

/// Asks for a summary of each article.
///
/// # Errors
///
/// The calls of a wave run to their end; the first error among them ends it.
pub fn wrong_waves(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let client = &Client::new(base_url);
    let join = |thread: Thread<'_>| thread.join().expect("ask does not panic");
    let mut summaries = Vec::new();
    for wave in articles.chunks(3) {
        let answers: Result<Vec<_>, _> = thread::scope(|scope| {
            let calls = wave
                .iter()
                .map(|article| scope.spawn(|| client.ask(article)));
            let threads: Vec<_> = calls.collect();
            threads.into_iter().map(join).collect()
        });
        summaries.extend(answers?);
    }
    Ok(summaries)
}
