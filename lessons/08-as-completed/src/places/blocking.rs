//! Two threads ask for the articles of one queue. They go on while a summary is being published.

use chat::blocking::Client;
use std::sync::{Mutex, mpsc};
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
    let queue = &Mutex::new(articles.iter());
    let (send, summaries) = mpsc::channel();
    let next = || queue.lock().expect("no thread panics").next();
    thread::scope(|scope| {
        // Nobody else has a sender: the loop below ends when both threads have.
        for send in [send.clone(), send] {
            scope.spawn(move || {
                while let Some(article) = next() {
                    let summary = client.ask(article);
                    if send.send(summary).is_err() {
                        break; // Nobody listens any more.
                    }
                }
            });
        }
        for (done, summary) in (1..).zip(summaries) {
            let summary = summary?;
            client.ask(&format!("publish {summary}"))?;
            progress(done, &summary);
        }
        Ok(())
    })
}
