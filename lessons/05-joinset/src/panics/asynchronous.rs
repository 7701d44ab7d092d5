//! One task panics. Whoever joins it gets the panic as an error; the others run on.

use super::{message, title};
use chat::Client;
use std::collections::HashMap;
use tokio::task::JoinSet;

/// A line for each article, in the order in which they came: its title, or why there is none.
#[tokio::main(flavor = "current_thread")]
pub async fn titles(base_url: &str, articles: &[String]) -> Vec<String> {
    let client = Client::new(base_url);
    let mut tasks = JoinSet::new();
    // A task that panics returns nothing, not even the name of its article.
    let mut names = HashMap::new();
    for article in articles {
        let (client, prompt) = (client.clone(), article.clone());
        let ask = async move { client.ask(&prompt).await.map(|summary| title(&summary)) };
        names.insert(tasks.spawn(ask).id(), article);
    }
    let mut lines = Vec::new();
    while let Some(ended) = tasks.join_next_with_id().await {
        lines.push(match ended {
            Ok((id, Ok(title))) => format!("{}: {title}", names[&id]),
            Ok((id, Err(error))) => format!("{}: {error}", names[&id]),
            Err(error) if error.is_panic() => {
                let article = names[&error.id()];
                format!("{article} panicked: {}", message(&*error.into_panic()))
            }
            Err(aborted) => format!("{} was aborted", names[&aborted.id()]),
        });
    }
    lines
}
