//! A page asks whenever a visitor comes, unless the breaker says no.

use super::{AGAIN, APART, VISITS};
use crate::policy::{Policy, is_down};
use crate::seen::Seen;
use chat::{Client, Error};
use futures::future::join_all;
use std::sync::Mutex;
use std::time::Instant;

/// Serves all visits, and returns what each visitor saw.
///
/// # Errors
///
/// None: who sees no answer is told why.
#[tokio::main(flavor = "current_thread")]
pub async fn serve(
    base_url: &str,
    visitors: &[String],
    breaker: &Mutex<impl Policy>,
) -> Result<Vec<Seen>, Error> {
    let client = Client::new(base_url);
    let start = Instant::now();
    let stay = async |(number, visitor): (u32, &String)| {
        let mut seen = Vec::new();
        for visit in 0..VISITS {
            let due = start + APART * number + AGAIN * visit;
            tokio::time::sleep_until(due.into()).await;
            seen.push(page(&client, visitor, breaker).await);
        }
        seen
    };
    let numbered = (0..).zip(visitors);
    Ok(join_all(numbered.map(stay)).await.concat())
}

async fn page(client: &Client, visitor: &str, breaker: &Mutex<impl Policy>) -> Seen {
    // The lock is held to ask the breaker, and not while the server is asked.
    let breaker = || breaker.lock().expect("no breaker panics");
    let Some(pass) = breaker().admit(Instant::now()) else {
        return Seen::NotAsked;
    };
    let answer = client.ask(visitor).await;
    let failed = answer.as_ref().is_err_and(is_down);
    breaker().report(pass, failed, Instant::now());
    if failed { Seen::Failed } else { Seen::Ok }
}
