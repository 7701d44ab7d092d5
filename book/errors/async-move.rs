//! The block runs after the closure has returned, and borrows what the closure owns.

use chat::{Client, Error};
use futures::future::try_join_all;

pub async fn ask(client: &Client, articles: &[String]) -> Result<Vec<(usize, String)>, Error> {
    let numbered = articles.iter().enumerate();
    #[cfg(not(mended))]
    let calls = numbered.map(|(index, article)| async {
        let summary = client.ask(article).await?;
        Ok((index, summary))
    });
    #[cfg(mended)]
    let calls = numbered.map(|(index, article)| async move {
        let summary = client.ask(article).await?;
        Ok((index, summary))
    });
    try_join_all(calls).await
}
