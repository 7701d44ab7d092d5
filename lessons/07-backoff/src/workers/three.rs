//! Three workers: one that waits for its next attempt does nothing else.

use super::POLICY;
use crate::retry::{GaveUp, blocking::retry};
use chat::blocking::Client;
use std::sync::Mutex;
use std::thread;

/// Asks for a summary of each article.
///
/// # Errors
///
/// A worker whose call fails stops, while the others finish the queue. The first worker's error
/// is returned.
pub fn summarise(base_url: &str, articles: &[String]) -> Result<Vec<String>, GaveUp> {
    let client = Client::new(base_url);
    let queue = Mutex::new(articles.iter().enumerate());
    let summaries = Mutex::new(vec![String::new(); articles.len()]);
    let worker = || {
        loop {
            let next = queue.lock().expect("no worker panics").next();
            let Some((index, article)) = next else {
                return Ok(());
            };
            let summary = retry(POLICY, || client.ask(article))?;
            summaries.lock().expect("no worker panics")[index] = summary;
        }
    };
    thread::scope(|scope| {
        let threads = [(); 3].map(|()| scope.spawn(worker));
        let join = |thread: thread::ScopedJoinHandle<_>| thread.join().expect("no worker panics");
        threads
            .map(join)
            .into_iter()
            .collect::<Result<(), GaveUp>>()
    })?;
    Ok(summaries.into_inner().expect("no worker panicked"))
}
