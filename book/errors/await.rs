//! A call that is not awaited is no answer yet.

use chat::{Client, Error};

pub async fn ask(client: &Client, articles: &[String]) -> Result<Vec<String>, Error> {
    let mut summaries = Vec::new();
    for article in articles {
        #[cfg(not(mended))]
        let summary = client.ask(article)?;
        #[cfg(mended)]
        let summary = client.ask(article).await?;
        summaries.push(summary);
    }
    Ok(summaries)
}
