//! A cancelled worker gives up its call, and sends no other.

use chat::{Client, Error};
use futures::future::{join, try_join};
use std::pin::pin;
use tokio::time::{Duration, sleep};
use tokio_util::sync::CancellationToken;

/// Cancels two workers after 0.3 s, and goes on with a report when they have ended.
///
/// # Errors
///
/// The first call that fails ends it.
pub fn summarise(base_url: &str, prompts: &[String]) -> Result<Vec<String>, Error> {
    two_workers(base_url, prompts, async |client, articles, token| {
        for article in articles {
            tokio::select! {
                summary = client.ask(article) => summary?,
                () = token.cancelled() => break,
            };
        }
        Ok(())
    })
}

/// Wants to finish the call that it has begun, and forgets to end the loop.
///
/// # Errors
///
/// As for [`summarise`].
pub fn wrong_swallow(base_url: &str, prompts: &[String]) -> Result<Vec<String>, Error> {
    two_workers(base_url, prompts, async |client, articles, token| {
        for article in articles {
            let mut call = pin!(client.ask(article));
            tokio::select! {
                summary = &mut call => summary?,
                () = token.cancelled() => call.await?,
            };
        }
        Ok(())
    })
}

#[tokio::main(flavor = "current_thread")]
async fn two_workers(
    base_url: &str,
    prompts: &[String],
    worker: impl AsyncFn(&Client, &[String], &CancellationToken) -> Result<(), Error>,
) -> Result<Vec<String>, Error> {
    let (client, token) = (&Client::new(base_url), &CancellationToken::new());
    let (report, articles) = prompts.split_last().expect("the last prompt is the report");
    let (left, right) = articles.split_at(articles.len() / 2);
    let workers = try_join(worker(client, left, token), worker(client, right, token));
    let cancel = async {
        sleep(Duration::from_millis(300)).await;
        token.cancel();
    };
    join(workers, cancel).await.0?;
    Ok(vec![client.ask(report).await?])
}
