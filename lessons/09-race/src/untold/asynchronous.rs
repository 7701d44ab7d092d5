//! One race after another. The tasks of the losers run on.

use chat::{Client, Error};
use futures::future::{FutureExt, select_ok};
use std::iter::zip;

/// The same with spawned tasks. Dropped, their handles stop nobody.
///
/// # Errors
///
/// An article that no model can summarise ends it.
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_untold(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
    let models = [Client::new(base_url), Client::new(base_url)];
    let mut summaries = Vec::new();
    for prompts in articles.chunks(models.len()) {
        let calls = zip(&models, prompts).map(|(model, prompt)| {
            let (model, prompt) = (model.clone(), prompt.clone());
            let task = tokio::spawn(async move { model.ask(&prompt).await });
            task.map(|answer| answer.expect("ask does not panic"))
        });
        let (summary, _) = select_ok(calls).await?;
        summaries.push(summary);
    }
    Ok(summaries)
}
