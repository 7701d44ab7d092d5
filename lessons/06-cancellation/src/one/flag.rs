//! A flag does not reach a thread that waits.

use chat::{Error, blocking::Client};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread::{scope, sleep};
use std::time::Duration;

/// Asks for a summary of each article, until it is cancelled after 0.4 s.
///
/// # Errors
///
/// The first call that fails ends it.
pub fn wrong_flag(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
    let client = Client::new(base_url);
    let cancelled = AtomicBool::new(false);
    scope(|scope| {
        scope.spawn(|| {
            sleep(Duration::from_millis(400));
            cancelled.store(true, SeqCst);
        });
        let mut summaries = Vec::new();
        for article in articles {
            if cancelled.load(SeqCst) {
                break;
            }
            // Nobody looks at the flag here, where the time is spent.
            summaries.push(client.ask(article)?);
        }
        Ok(summaries)
    })
}
