//! A thread cannot be stopped where it waits, but what it waits on can be taken away.

use chat::{Error, blocking::Client};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread::{scope, sleep};
use std::time::Duration;

/// Asks for a summary of each article, until it is cancelled after 0.4 s.
///
/// # Errors
///
/// The first call that fails ends it.
pub fn summarise(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
    let client = Client::new(base_url);
    let cancelled = AtomicBool::new(false);
    scope(|scope| {
        scope.spawn(|| {
            sleep(Duration::from_millis(400));
            // The flag comes first: a call that is cut looks like a lost connection.
            cancelled.store(true, SeqCst);
            client.hang_up();
        });
        let mut summaries = Vec::new();
        for article in articles {
            match client.ask(article) {
                Err(_) if cancelled.load(SeqCst) => break,
                summary => summaries.push(summary?),
            }
        }
        Ok(summaries)
    })
}
