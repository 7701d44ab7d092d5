//! So many questions at a time: as many permits as the limit says.

use super::TIMES;
use crate::often::often;
use chat::{Client, Error};
use futures::future::try_join_all;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// Asks each question several times, and returns how long each answer took.
///
/// # Errors
///
/// The first call that fails ends it, and drops the calls still in flight.
#[tokio::main(flavor = "current_thread")]
pub async fn ask_all(
    base_url: &str,
    questions: &[String],
    limit: usize,
) -> Result<Vec<Duration>, Error> {
    let client = Client::new(base_url);
    let permits = Semaphore::new(limit);
    let calls = often(questions, TIMES).map(async |question| {
        let _permit = permits.acquire().await.expect("nobody closes it");
        let sent = Instant::now();
        client.ask(question).await?;
        Ok(sent.elapsed())
    });
    try_join_all(calls).await
}
