//! One race after another. A future that is dropped hangs up.

use chat::{Client, Error};
use futures::future::{FutureExt, select_ok};
use std::iter::zip;

/// A summary of each article, which has two prompts: one for each model.
///
/// # Errors
///
/// An article that no model can summarise ends it.
#[tokio::main(flavor = "current_thread")]
pub async fn summarise(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
    // Two services, two clients.
    let models = [Client::new(base_url), Client::new(base_url)];
    let mut summaries = Vec::new();
    for prompts in articles.chunks(models.len()) {
        let calls = zip(&models, prompts).map(|(model, prompt)| model.ask(prompt).boxed());
        // `_` keeps nothing: the loser is dropped here, and hangs up.
        let (summary, _) = select_ok(calls).await?;
        summaries.push(summary);
    }
    Ok(summaries)
}
