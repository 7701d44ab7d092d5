//! A task may outlive the function that spawned it, and borrows from its caller.

use chat::{Client, Error};
use tokio::task::JoinSet;

pub fn spawn(client: &Client, articles: &[String], tasks: &mut JoinSet<Result<String, Error>>) {
    for article in articles {
        #[cfg(mended)]
        let (client, article) = (client.clone(), article.clone());
        #[cfg(not(mended))]
        tasks.spawn(async move { client.ask(article).await });
        #[cfg(mended)]
        tasks.spawn(async move { client.ask(&article).await });
    }
}
