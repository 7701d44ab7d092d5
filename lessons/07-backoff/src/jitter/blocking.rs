//! Eight clients of one server. After a failure each waits for a time of its own.

use super::POLICY;
use crate::policy::Policy;
use crate::retry::{GaveUp, blocking::retry};
use chat::blocking::Client;
use fastrand::Rng;
use std::thread::{self, ScopedJoinHandle};

/// Lets each client ask.
///
/// # Errors
///
/// All calls run to their end; the first error in the order of the clients is returned.
pub fn ask(base_url: &str, clients: &[String]) -> Result<Vec<String>, GaveUp> {
    a_thread_each(clients, |seed, name| {
        // A seed makes all runs of this lesson alike. At work: `Rng::new()`.
        let jitter = Some(Rng::with_seed(seed));
        let client = Client::new(base_url);
        retry(Policy { jitter, ..POLICY }, || client.ask(name))
    })
}

/// Without jitter, those that failed together come back together.
///
/// # Errors
///
/// As for [`ask`].
pub fn wrong_herd(base_url: &str, clients: &[String]) -> Result<Vec<String>, GaveUp> {
    a_thread_each(clients, |_, name| {
        let client = Client::new(base_url);
        retry(POLICY, || client.ask(name))
    })
}

fn a_thread_each(
    clients: &[String],
    call: impl Fn(u64, &str) -> Result<String, GaveUp> + Sync,
) -> Result<Vec<String>, GaveUp> {
    let call = &call;
    let join = |thread: ScopedJoinHandle<_>| thread.join().expect("no call panics");
    thread::scope(|scope| {
        let numbered = (1..).zip(clients);
        let threads = numbered.map(|(number, name)| scope.spawn(move || call(number, name)));
        let threads: Vec<_> = threads.collect();
        threads.into_iter().map(join).collect()
    })
}
