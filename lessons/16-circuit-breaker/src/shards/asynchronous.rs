//! All rows, one after another: those of the first shard, then those of the second.

use super::{ROWS, breaker};
use crate::policy::{Breaker, Policy, is_down};
use crate::seen::Seen;
use chat::{Client, Error};
use std::time::Instant;

/// A breaker for each shard.
///
/// # Errors
///
/// None: what failed is told.
#[tokio::main(flavor = "current_thread")]
pub async fn import(base_url: &str, shards: &[String]) -> Result<Vec<Seen>, Error> {
    let client = Client::new(base_url);
    let mut seen = Vec::new();
    for shard in shards {
        send_rows(&client, shard, &mut breaker(), &mut seen).await;
    }
    Ok(seen)
}

/// One breaker for the whole server.
///
/// # Errors
///
/// As for [`import`].
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_shared(base_url: &str, shards: &[String]) -> Result<Vec<Seen>, Error> {
    let client = Client::new(base_url);
    let mut seen = Vec::new();
    let mut breaker = breaker();
    for shard in shards {
        send_rows(&client, shard, &mut breaker, &mut seen).await;
    }
    Ok(seen)
}

async fn send_rows(client: &Client, shard: &str, breaker: &mut Breaker, seen: &mut Vec<Seen>) {
    for _ in 0..ROWS {
        let Some(pass) = breaker.admit(Instant::now()) else {
            seen.push(Seen::NotAsked);
            continue;
        };
        let failed = client.ask(shard).await.as_ref().is_err_and(is_down);
        breaker.report(pass, failed, Instant::now());
        seen.push(if failed { Seen::Failed } else { Seen::Ok });
    }
}
