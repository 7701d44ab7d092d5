//! A future that is made first, and begins last.

use super::lay_out;
use chat::{Client, Error};
use tokio::task::spawn_blocking;

/// A page: its layout, a picture, and a summary.
///
/// # Errors
///
/// The first call that fails ends it.
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_lazy(base_url: &str, _: &[String]) -> Result<Vec<String>, Error> {
    let client = Client::new(base_url);
    let draft = client.ask("draft").await?;
    // It looks like a start. It is a value that does nothing yet.
    let summary = client.ask("summary");
    let layout = spawn_blocking(move || lay_out(&draft)).await;
    let layout = layout.expect("lay_out does not panic");
    let picture = client.ask("picture").await?;
    Ok(vec![layout, picture, summary.await?])
}
