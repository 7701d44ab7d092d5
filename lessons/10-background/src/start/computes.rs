//! A task that is spawned, and cannot begin.

use super::lay_out;
use chat::{Client, Error};
use tokio::spawn;

/// A page: its layout, a picture, and a summary.
///
/// # Errors
///
/// The first call that fails ends it.
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_computes(base_url: &str, _: &[String]) -> Result<Vec<String>, Error> {
    let client = Client::new(base_url);
    let draft = client.ask("draft").await?;
    let summary = spawn({
        let client = client.clone();
        async move { client.ask("summary").await }
    });
    // There is no `.await` here, so the task gets no turn.
    let layout = lay_out(&draft);
    let picture = client.ask("picture").await?;
    let summary = summary.await.expect("ask does not panic")?;
    Ok(vec![layout, picture, summary])
}
