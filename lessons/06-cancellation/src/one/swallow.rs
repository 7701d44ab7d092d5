//! A worker that hears that it is cancelled, and goes on.

use chat::{Client, Error};
use futures::future::join;
use std::pin::pin;
use tokio::select;
use tokio::time::{Duration, sleep};
use tokio_util::sync::CancellationToken;

/// Asks for a summary of each article, although it is cancelled after 0.4 s.
///
/// # Errors
///
/// The first call that fails ends it.
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_swallow(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
    let client = Client::new(base_url);
    let token = CancellationToken::new();
    let cancel = async {
        sleep(Duration::from_millis(400)).await;
        token.cancel();
    };
    let worker = async {
        let mut summaries = Vec::new();
        for article in articles {
            let mut call = pin!(client.ask(article));
            summaries.push(select! {
                summary = &mut call => summary?,
                // It finishes the call that it has begun, and forgets to end the loop.
                () = token.cancelled() => call.await?,
            });
        }
        Ok(summaries)
    };
    join(worker, cancel).await.0
}
