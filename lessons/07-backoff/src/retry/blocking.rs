//! Tries again: between two attempts the thread sleeps.

use super::{GaveUp, POLICY, TIMEOUT};
use crate::policy::Policy;
use chat::{Error, blocking::Client};
use std::thread;

/// Calls until there is an answer, or the policy says to give up.
///
/// # Errors
///
/// The last attempt's, with the number of attempts.
pub fn retry<T>(mut policy: Policy, call: impl Fn() -> Result<T, Error>) -> Result<T, GaveUp> {
    let mut attempts = 1;
    loop {
        let last = match call() {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        let Some(wait) = policy.wait(attempts, &last) else {
            return Err(GaveUp { attempts, last });
        };
        thread::sleep(wait);
        attempts += 1;
    }
}

/// Asks all questions at once, and tells what came of each.
///
/// # Errors
///
/// None: a question without an answer has a line that says why.
pub fn ask(base_url: &str, questions: &[String]) -> Result<Vec<String>, GaveUp> {
    let client = Client::with_timeout(base_url, TIMEOUT);
    let call = |question: &String| {
        let answer = retry(POLICY, || client.ask(question));
        let answer = answer.unwrap_or_else(|gave_up| gave_up.to_string());
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
