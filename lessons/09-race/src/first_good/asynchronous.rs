//! The first future with a good answer wins. The others are dropped.

use chat::{Client, Error};
use futures::future::select_ok;
use tokio::select;

/// A summary from whichever model is the first to give one.
///
/// # Errors
///
/// The last error, when no model gives one.
#[tokio::main(flavor = "current_thread")]
pub async fn summarise(base_url: &str, models: &[String]) -> Result<String, Error> {
    let client = Client::new(base_url);
    let calls = models.iter().map(|model| Box::pin(client.ask(model)));
    // Beside the summary it returns the calls that have not ended. `_` keeps nothing: they are dropped.
    let (summary, _) = select_ok(calls).await?;
    Ok(summary)
}

/// A summary, or an error: whichever comes first.
///
/// # Errors
///
/// When it is an error that comes first.
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_first(base_url: &str, models: &[String]) -> Result<String, Error> {
    let client = Client::new(base_url);
    select! {
        answer = client.ask(&models[0]) => answer,
        answer = client.ask(&models[1]) => answer,
    }
}
