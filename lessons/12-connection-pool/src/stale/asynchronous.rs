//! A request now and then, in one future.

use super::{KEEP, PAUSE, told};
use chat::Client;
use tokio::time::sleep;

/// Asks for each article in turn, and tells what became of it.
///
/// # Errors
///
/// A connection that fails is told. Any other error ends it.
#[tokio::main(flavor = "current_thread")]
pub async fn check(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let settings = reqwest::Client::builder()
        .no_proxy()
        .pool_idle_timeout(KEEP);
    let client = Client::with_http(base_url, settings.build()?);
    now_and_then(&client, articles).await
}

/// reqwest keeps an idle connection for 90 s, unless told otherwise.
///
/// # Errors
///
/// As for [`check`].
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_default(
    base_url: &str,
    articles: &[String],
) -> Result<Vec<String>, chat::Error> {
    let settings = reqwest::Client::builder().no_proxy();
    let client = Client::with_http(base_url, settings.build()?);
    now_and_then(&client, articles).await
}

async fn now_and_then(client: &Client, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let mut all = Vec::new();
    for article in articles {
        if !all.is_empty() {
            sleep(PAUSE).await;
        }
        all.push(told(article, client.ask(article).await)?);
    }
    Ok(all)
}
