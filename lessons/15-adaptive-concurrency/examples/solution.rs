//! A solution of exercise 15.

use chat::{Client, Error};
use futures::future::join_all;
use lesson_15::often::often;
use lesson_15::policy::{Aimd, Limiter, is_refused};
use std::cell::{Cell, RefCell};
use std::time::Instant;
use tokio::sync::Semaphore;

#[tokio::main(flavor = "current_thread")]
async fn ask_all(base_url: &str, questions: &[String]) -> Result<Vec<String>, Error> {
    let client = Client::new(base_url);
    let limiter = RefCell::new(Aimd::new(4, 1..=8));
    let (permits, made) = (Semaphore::new(4), Cell::new(4));
    let calls = often(questions, 6).map(async |question| {
        let permit = permits.acquire().await.expect("nobody closes it");
        let sent = Instant::now();
        let answer = client.ask(question).await;
        let mut limiter = limiter.borrow_mut();
        let limit = limiter.report(sent, is_refused(&answer), Instant::now());
        if limit > made.get() {
            permits.add_permits(limit - made.replace(limit));
        }
        if limit < made.get() {
            permit.forget();
            made.update(|made| made - 1);
        }
        answer.unwrap_or_else(|error| error.to_string())
    });
    Ok(join_all(calls).await)
}

fn main() -> std::process::ExitCode {
    kit::judge(&lesson_15::exercise(), ask_all)
}
