//! `try_join_all` makes one `Result` of nine, and drops all calls at the first error.

use chat::{Client, Error};
use futures::future::try_join_all;

/// Asks for a summary of each article.
///
/// # Errors
///
/// One article that fails is enough.
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_all_or_nothing(
    base_url: &str,
    articles: &[String],
) -> Result<Vec<String>, Error> {
    let client = Client::new(base_url);
    let calls = articles.iter().map(|article| client.ask(article));
    try_join_all(calls).await
}
