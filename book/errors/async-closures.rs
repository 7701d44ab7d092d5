//! A plain closure cannot wait.

use chat::{Client, Error};
use futures::future::try_join_all;
use tokio::sync::Semaphore;

pub async fn ask(client: &Client, articles: &[String]) -> Result<Vec<String>, Error> {
    let permits = Semaphore::new(3);
    #[cfg(not(mended))]
    let calls = articles.iter().map(|article| {
        let _permit = permits.acquire().await.expect("nobody closes it");
        client.ask(article)
    });
    #[cfg(mended)]
    let calls = articles.iter().map(async |article| {
        let _permit = permits.acquire().await.expect("nobody closes it");
        client.ask(article).await
    });
    try_join_all(calls).await
}
