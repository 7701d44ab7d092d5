//! Three threads share a flag that tells them to stop. Each looks at it between its requests, and
//! never in the middle of one.

use super::Failed;
use chat::blocking::Client;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// A page of summaries or, when one of them cannot be had, of an apology and the reasons.
///
/// # Errors
///
/// When not even the apology can be had.
pub fn page(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let client = Client::new(base_url);
    match summarise(&client, articles) {
        Ok(summaries) => Ok(summaries),
        Err(failed) => Ok(failed.page(client.ask("apology")?)),
    }
}

/// The summaries, in the order in which they came.
fn summarise(client: &Client, articles: &[String]) -> Result<Vec<String>, Failed> {
    let queue = Mutex::new(articles.iter());
    let stop = AtomicBool::new(false);
    let ended = Mutex::new((Vec::new(), Vec::new()));
    let worker = || {
        while !stop.load(Ordering::Relaxed) {
            let next = queue.lock().expect("no thread panics").next();
            let Some(article) = next else { break };
            let result = client.ask(article);
            let (summaries, errors) = &mut *ended.lock().expect("no thread panics");
            match result {
                Ok(summary) => summaries.push(summary),
                Err(error) => {
                    errors.push(error);
                    // A thread that waits for an answer cannot see this.
                    stop.store(true, Ordering::Relaxed);
                }
            }
        }
    };
    // The scope ends when all its threads have.
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(worker);
        }
    });
    let (summaries, errors) = ended.into_inner().expect("no thread panicked");
    let given_up = queue.into_inner().expect("no thread panicked").len();
    match errors.is_empty() {
        true => Ok(summaries),
        false => Err(Failed { errors, given_up }),
    }
}
