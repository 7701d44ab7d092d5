//! When a call is late, a second one joins it. Whichever is answered first wins.

use super::LATE;
use chat::{Client, Error};
use futures::future::select_ok;
use futures::stream::{self, StreamExt, TryStreamExt};
use tokio::time::timeout;

/// Asks for a summary of each article, two at a time, with a second request where one is late.
///
/// # Errors
///
/// The first article that fails ends it.
#[tokio::main(flavor = "current_thread")]
pub async fn summarise(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
    let client = Client::new(base_url);
    let calls = articles.iter().map(|article| hedged(&client, article));
    let work = stream::iter(calls).buffer_unordered(2);
    work.try_collect().await
}

async fn hedged(client: &Client, article: &str) -> Result<String, Error> {
    let mut first = Box::pin(client.ask(article));
    // Only a reference is given away: when the time is over, the call itself goes on.
    match timeout(LATE, &mut first).await {
        Ok(answer) => answer,
        Err(_) => {
            // At work this is the same prompt. Here it is told apart, to have a lane of its own.
            let again = format!("{article} again");
            let (summary, _) = select_ok([first, Box::pin(client.ask(&again))]).await?;
            Ok(summary)
        }
    }
}

/// The same without second requests.
///
/// # Errors
///
/// The first article that fails ends it.
#[tokio::main(flavor = "current_thread")]
pub async fn plain(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
    let client = Client::new(base_url);
    let calls = articles.iter().map(|article| client.ask(article));
    let work = stream::iter(calls).buffer_unordered(2);
    work.try_collect().await
}
