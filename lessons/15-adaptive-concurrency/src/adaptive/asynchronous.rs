//! As many questions at a time as the limiter says: permits are added, and forgotten.

use super::TIMES;
use crate::often::often;
use crate::policy::{Limiter, is_refused};
use chat::{Client, Error};
use futures::future::join_all;
use std::cell::Cell;
use std::sync::Mutex;
use std::time::Instant;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Asks each question several times, and returns each answer, or why there is none.
#[tokio::main(flavor = "current_thread")]
pub async fn ask_all(
    base_url: &str,
    questions: &[String],
    limiter: &Mutex<impl Limiter>,
) -> Vec<Result<String, Error>> {
    let client = Client::new(base_url);
    let limiter = || limiter.lock().expect("no limiter panics");
    let (permits, made) = (Semaphore::new(0), Cell::new(0));
    add(&permits, &made, limiter().limit());
    let calls = often(questions, TIMES).map(async |question| {
        let permit = permits.acquire().await.expect("nobody closes it");
        let sent = Instant::now();
        let answer = client.ask(question).await;
        let limit = limiter().report(sent, is_refused(&answer), Instant::now());
        add(&permits, &made, limit);
        give_back(permit, &made, limit);
        answer
    });
    join_all(calls).await
}

/// Adds what is missing: there are as many permits as the limit says, or more.
fn add(permits: &Semaphore, made: &Cell<usize>, limit: usize) {
    let missing = limit.saturating_sub(made.get());
    permits.add_permits(missing);
    made.update(|made| made + missing);
}

/// Gives a permit back, unless there are too many of them.
fn give_back(permit: SemaphorePermit<'_>, made: &Cell<usize>, limit: usize) {
    if made.get() > limit {
        // The others are held by calls in flight, which do the same when they end.
        permit.forget();
        made.update(|made| made - 1);
    }
}
