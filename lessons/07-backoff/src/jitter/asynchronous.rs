//! Eight clients of one server. After a failure each waits for a time of its own.

use super::POLICY;
use crate::policy::Policy;
use crate::retry::{GaveUp, asynchronous::retry};
use chat::Client;
use fastrand::Rng;
use futures::future::try_join_all;

/// Lets each client ask.
///
/// # Errors
///
/// The first call that fails ends it, and drops the calls still in flight.
#[tokio::main(flavor = "current_thread")]
pub async fn ask(base_url: &str, clients: &[String]) -> Result<Vec<String>, GaveUp> {
    let calls = (1..).zip(clients).map(async |(seed, name)| {
        // A seed makes all runs of this lesson alike. At work: `Rng::new()`.
        let jitter = Some(Rng::with_seed(seed));
        let client = Client::new(base_url);
        retry(Policy { jitter, ..POLICY }, async || client.ask(name).await).await
    });
    try_join_all(calls).await
}

/// Without jitter, those that failed together come back together.
///
/// # Errors
///
/// As for [`ask`].
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_herd(base_url: &str, clients: &[String]) -> Result<Vec<String>, GaveUp> {
    let calls = clients.iter().map(async |name| {
        let client = Client::new(base_url);
        retry(POLICY, async || client.ask(name).await).await
    });
    try_join_all(calls).await
}
