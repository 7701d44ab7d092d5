//! Exercise 15: follow the limit.
//!
//! Each question is asked six times. The limiter of lesson 15 is told how each call went, and says how
//! many may be in flight. Nobody looks at what it says: there are four permits all the time. Keep to its
//! limit. When it rises, more questions are sent at once. When it falls, calls that are in flight run to
//! their end, and no question is sent until there are fewer in flight than the limit. Run it, and read
//! what the server saw:
//!
//!     cargo run -p lesson-15 --example exercise-15

use chat::{Client, Error};
use futures::future::join_all;
use lesson_15::often::often;
use lesson_15::policy::{Aimd, Limiter, is_refused};
use std::cell::RefCell;
use std::time::Instant;
use tokio::sync::Semaphore;

#[tokio::main(flavor = "current_thread")]
async fn ask_all(base_url: &str, questions: &[String]) -> Result<Vec<String>, Error> {
    let client = Client::new(base_url);
    let limiter = RefCell::new(Aimd::new(4, 1..=8));
    let permits = Semaphore::new(4);
    let calls = often(questions, 6).map(async |question| {
        let _permit = permits.acquire().await.expect("nobody closes it");
        let sent = Instant::now();
        let answer = client.ask(question).await;
        let mut limiter = limiter.borrow_mut();
        limiter.report(sent, is_refused(&answer), Instant::now());
        answer.unwrap_or_else(|error| error.to_string())
    });
    Ok(join_all(calls).await)
}

fn main() -> std::process::ExitCode {
    kit::judge(&lesson_15::exercise(), ask_all)
}
