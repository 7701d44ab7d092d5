//! A task that nobody awaits panics, and nobody hears of it.

use crate::heard::save;
use chat::{Client, Error};
use tokio::spawn;

/// Has each summary saved under its title, and publishes the page in any case.
///
/// # Errors
///
/// The first call that fails ends it, but nobody hears of a save.
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_publish(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
    let client = Client::new(base_url);
    for article in articles {
        let summary = client.ask(article).await?;
        let client = client.clone();
        spawn(async move { client.ask(&save(&summary)).await });
    }
    client.ask("page").await?;
    Ok(vec![format!("saved {} articles", articles.len())])
}
