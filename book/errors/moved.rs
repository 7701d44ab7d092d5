//! The first task takes the client with it.

use chat::{Client, Error};
use tokio::task::JoinSet;

pub fn spawn(client: Client, articles: Vec<String>, tasks: &mut JoinSet<Result<String, Error>>) {
    for article in articles {
        #[cfg(mended)]
        let client = client.clone();
        tasks.spawn(async move { client.ask(&article).await });
    }
}
