//! A thread for each article, joined in the order in which they were started.

use chat::blocking::Client;
use std::thread;

/// Publishes a summary of each article in their order, and tells how many are done.
///
/// # Errors
///
/// The first call that fails ends it.
pub fn wrong_publish(
    base_url: &str,
    articles: &[String],
    mut progress: impl FnMut(usize, &str),
) -> Result<(), chat::Error> {
    let client = &Client::new(base_url);
    thread::scope(|scope| {
        let mut threads = Vec::new();
        for article in articles {
            threads.push(scope.spawn(move || client.ask(article)));
        }
        for (done, thread) in (1..).zip(threads) {
            let summary = thread.join().expect("ask does not panic")?;
            client.ask(&format!("publish {summary}"))?;
            progress(done, &summary);
        }
        Ok(())
    })
}
