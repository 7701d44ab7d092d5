//! A cancelled call is dropped where it waits.

use chat::{Client, Error};
use futures::future::join;
use tokio::time::{Duration, sleep};
use tokio_util::sync::CancellationToken;

/// Asks for a summary of each article, until it is cancelled after 0.4 s.
///
/// # Errors
///
/// The first call that fails ends it.
#[tokio::main(flavor = "current_thread")]
pub async fn summarise(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
    let client = Client::new(base_url);
    let token = CancellationToken::new();
    let cancel = async {
        sleep(Duration::from_millis(400)).await;
        token.cancel();
    };
    let worker = async {
        let mut summaries = Vec::new();
        for article in articles {
            let call = token.run_until_cancelled(client.ask(article));
            let Some(summary) = call.await else { break };
            summaries.push(summary?);
        }
        Ok(summaries)
    };
    join(worker, cancel).await.0
}
