//! A task asks for the summary while this one waits for the work.

use super::lay_out;
use chat::{Client, Error};
use tokio::{spawn, task::spawn_blocking};

/// A page: its layout, a picture, and a summary.
///
/// # Errors
///
/// The first call that fails ends it.
#[tokio::main(flavor = "current_thread")]
pub async fn page(base_url: &str, _: &[String]) -> Result<Vec<String>, Error> {
    let client = Client::new(base_url);
    let draft = client.ask("draft").await?;
    let summary = spawn({
        let client = client.clone();
        async move { client.ask("summary").await }
    });
    let layout = spawn_blocking(move || lay_out(&draft)).await;
    let layout = layout.expect("lay_out does not panic");
    let picture = client.ask("picture").await?;
    let summary = summary.await.expect("ask does not panic")?;
    Ok(vec![layout, picture, summary])
}
