//! The timeout is put around a call that knows nothing of it: who awaits a future can stop to.

use crate::tell;
use chat::{Client, Error};
use std::time::Duration;
use tokio::time::timeout;

/// Asks for a summary of each article, waits for none longer than `limit`, and tells what became
/// of each.
#[tokio::main(flavor = "current_thread")]
pub async fn summarise(base_url: &str, articles: &[String], limit: Duration) -> Vec<String> {
    let client = Client::new(base_url);
    let mut told = Vec::new();
    for article in articles {
        // When the time is up, the call is dropped. Its connection is closed by the task of the
        // runtime that drives it: the answer that is still to come on it is nobody's.
        let result = timeout(limit, client.ask(article)).await;
        told.push(tell(article, result.unwrap_or(Err(Error::Timeout))));
    }
    told
}
