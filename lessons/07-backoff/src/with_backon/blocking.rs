//! The same retries by a crate. Its blocking half has no `adjust`: another sleep stands in for it.

use super::backoff;
use crate::policy::{asked, may_succeed_soon};
use crate::retry::{GaveUp, TIMEOUT};
use backon::BlockingRetryable;
use chat::blocking::Client;
use std::thread;

/// Asks all questions at once, and tells what came of each.
///
/// # Errors
///
/// None: a question without an answer has a line that says why.
pub fn ask(base_url: &str, questions: &[String]) -> Result<Vec<String>, GaveUp> {
    let client = Client::with_timeout(base_url, TIMEOUT);
    let call = |question: &String| {
        let mut attempts = 1;
        let answer = (|| client.ask(question))
            .retry(backoff())
            .when(may_succeed_soon)
            .notify(|error, wait| {
                attempts += 1;
                // What the server asks beyond the wait that follows.
                thread::sleep(asked(error).unwrap_or_default().saturating_sub(wait));
            })
            .call();
        let answer = answer.unwrap_or_else(|last| GaveUp { attempts, last }.to_string());
        format!("{question}: {answer}")
    };
    Ok(thread::scope(|scope| {
        let call = &call;
        let threads = questions
            .iter()
            .map(|question| scope.spawn(move || call(question)));
        let threads: Vec<_> = threads.collect();
        let join = |thread: thread::ScopedJoinHandle<_>| thread.join().expect("no call panics");
        threads.into_iter().map(join).collect()
    }))
}
