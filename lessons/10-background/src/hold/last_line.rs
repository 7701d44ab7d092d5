//! Fire and forget in the last lines: what is spawned there never begins.

use chat::{Client, Error};
use tokio::spawn;

/// Has each article summarised, publishes the page, and has all summaries saved at the end.
///
/// # Errors
///
/// The first call that fails ends it, but nobody hears of a save.
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_last_line(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
    let client = Client::new(base_url);
    for article in articles {
        client.ask(article).await?;
    }
    client.ask("page").await?;
    for article in articles {
        let (client, save) = (client.clone(), format!("save {article}"));
        spawn(async move { client.ask(&save).await });
    }
    Ok(vec![format!("saved {} articles", articles.len())])
}
