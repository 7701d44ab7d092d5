//! A semaphore with as many permits as the limiter says, and a new one when it says another number.

use crate::adaptive::TIMES;
use crate::often::often;
use crate::policy::{Limiter, is_refused};
use chat::{Client, Error};
use futures::future::join_all;
use std::cell::RefCell;
use std::sync::{Arc, Mutex};
use std::time::Instant;
use tokio::sync::Semaphore;

/// Asks each question several times. All futures wait for permits from the start, and they wait at the
/// first semaphore.
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_semaphore(
    base_url: &str,
    questions: &[String],
    limiter: &Mutex<impl Limiter>,
) -> Vec<Result<String, Error>> {
    let client = Client::new(base_url);
    let limiter = || limiter.lock().expect("no limiter panics");
    let permits = |limit| Arc::new(Semaphore::new(limit));
    let latest = RefCell::new(permits(limiter().limit()));
    let calls = often(questions, TIMES).map(async |question| {
        let semaphore = latest.borrow().clone();
        let _permit = semaphore.acquire().await.expect("nobody closes it");
        let sent = Instant::now();
        let answer = client.ask(question).await;
        let before = limiter().limit();
        let limit = limiter().report(sent, is_refused(&answer), Instant::now());
        if limit != before {
            *latest.borrow_mut() = permits(limit);
        }
        answer
    });
    join_all(calls).await
}
