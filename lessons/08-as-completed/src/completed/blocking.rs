//! A thread for each article sends its summary into a channel. Whoever receives gets the first that
//! is there.

use chat::blocking::Client;
use std::sync::mpsc;
use std::thread;

/// Publishes a summary of each article when it comes, and tells how many are done.
///
/// # Errors
///
/// The first call that fails ends it, when the calls still in flight have been answered.
pub fn publish(
    base_url: &str,
    articles: &[String],
    mut progress: impl FnMut(usize, &str),
) -> Result<(), chat::Error> {
    let client = &Client::new(base_url);
    let (send, summaries) = mpsc::channel();
    thread::scope(|scope| {
        for article in articles {
            let send = send.clone();
            scope.spawn(move || send.send(client.ask(article)));
        }
        // The threads have the other senders: the loop ends when all of them have.
        drop(send);
        for (done, summary) in (1..).zip(summaries) {
            let summary = summary?;
            client.ask(&format!("publish {summary}"))?;
            progress(done, &summary);
        }
        Ok(())
    })
}
