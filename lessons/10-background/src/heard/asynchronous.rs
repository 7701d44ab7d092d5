//! Whoever awaits a task hears of its panic.

use super::save;
use chat::{Client, Error};
use tokio::spawn;

/// Has each summary saved under its title, and publishes the page when all are.
///
/// # Errors
///
/// The first call that fails ends it.
#[tokio::main(flavor = "current_thread")]
pub async fn publish(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
    let client = Client::new(base_url);
    let mut saves = Vec::new();
    for article in articles {
        let summary = client.ask(article).await?;
        let client = client.clone();
        saves.push(spawn(async move { client.ask(&save(&summary)).await }));
    }
    let mut lost = 0;
    for save in saves {
        match save.await {
            Ok(saved) => drop(saved?),
            Err(_panic) => lost += 1,
        }
    }
    client.ask(if lost == 0 { "page" } else { "alarm" }).await?;
    Ok(vec![format!("lost {lost} of {}", articles.len())])
}
