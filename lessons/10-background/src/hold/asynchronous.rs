//! Each save is a task, and the end waits for all of them.

use chat::{Client, Error};
use tokio::spawn;

/// Has each article summarised and, in the background, the summary saved; then publishes the page.
///
/// # Errors
///
/// The first call that fails ends it.
#[tokio::main(flavor = "current_thread")]
pub async fn publish(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
    let client = Client::new(base_url);
    let mut saves = Vec::new();
    for article in articles {
        client.ask(article).await?;
        let (client, save) = (client.clone(), format!("save {article}"));
        saves.push(spawn(async move { client.ask(&save).await }));
    }
    client.ask("page").await?;
    for save in saves {
        save.await.expect("ask does not panic")?;
    }
    Ok(vec![format!("saved {} articles", articles.len())])
}
