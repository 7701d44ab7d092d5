//! One thread waits for the next moment, and starts another for each call.

use super::permits;
use crate::policy::{Never, Policy};
use chat::{Error, blocking::Client};
use std::sync::Mutex;
use std::thread::{ScopedJoinHandle, scope, sleep};
use std::time::Instant;

/// Sends each article when the policy says so, and returns what became of it.
///
/// # Errors
///
/// When the policy says never.
pub fn summarise(
    base_url: &str,
    articles: &[String],
    mut policy: impl Policy,
) -> Result<Vec<Result<String, Error>>, Never> {
    let client = &Client::new(base_url);
    scope(|scope| {
        let mut calls = Vec::new();
        for article in articles {
            let due = policy.reserve(Instant::now())?;
            sleep(due.saturating_duration_since(Instant::now()));
            calls.push(scope.spawn(move || client.ask(article)));
        }
        let join = |call: ScopedJoinHandle<_>| call.join().expect("ask does not panic");
        Ok(calls.into_iter().map(join).collect())
    })
}

/// As many threads as should be busy all the time. Each sends its next article when it has an answer.
pub fn wrong_workers(base_url: &str, articles: &[String]) -> Vec<Result<String, Error>> {
    let client = &Client::new(base_url);
    let queue = Mutex::new(articles.iter().enumerate());
    let next = || queue.lock().expect("next does not panic").next();
    let work = || {
        std::iter::from_fn(next)
            .map(|(n, article)| (n, client.ask(article)))
            .collect()
    };
    let mut answers: Vec<(usize, _)> = scope(|scope| {
        let workers: Vec<_> = (0..permits()).map(|_| scope.spawn(work)).collect();
        let join = |worker: ScopedJoinHandle<Vec<_>>| worker.join().expect("ask does not panic");
        workers.into_iter().flat_map(join).collect()
    });
    answers.sort_by_key(|&(n, _)| n);
    answers.into_iter().map(|(_, answer)| answer).collect()
}
