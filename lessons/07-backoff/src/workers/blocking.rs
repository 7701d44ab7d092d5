//! Three requests at a time: who waits for the next attempt has no permit meanwhile.

use super::{POLICY, semaphore::Semaphore};
use crate::retry::{GaveUp, blocking::retry};
use chat::blocking::Client;
use std::cell::Cell;
use std::thread::{self, ScopedJoinHandle};

/// Asks for a summary of each article.
///
/// # Errors
///
/// All calls run to their end; the first error in the order of the articles is returned.
pub fn summarise(base_url: &str, articles: &[String]) -> Result<Vec<String>, GaveUp> {
    let client = &Client::new(base_url);
    let permits = &Semaphore::new(3);
    let join = |thread: ScopedJoinHandle<_>| thread.join().expect("no call panics");
    thread::scope(|scope| {
        let threads = articles.iter().map(|article| {
            // Taken here, so that no thread is started only to wait for its first permit.
            let first = Cell::new(Some(permits.acquire()));
            let attempt = move || {
                let _permit = first.take().unwrap_or_else(|| permits.acquire());
                client.ask(article)
            };
            scope.spawn(move || retry(POLICY, attempt))
        });
        let threads: Vec<_> = threads.collect();
        threads.into_iter().map(join).collect()
    })
}
