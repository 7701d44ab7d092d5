//! The tasks end with the runtime.

use chat::{Client, Error};
use tokio::spawn;

/// Has each article summarised and, in the background, the summary saved; then publishes the page.
///
/// # Errors
///
/// The first call that fails ends it, but nobody hears of a save.
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_publish(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
    let client = Client::new(base_url);
    for article in articles {
        client.ask(article).await?;
        let (client, save) = (client.clone(), format!("save {article}"));
        spawn(async move { client.ask(&save).await });
    }
    client.ask("page").await?;
    Ok(vec![format!("saved {} articles", articles.len())])
}
