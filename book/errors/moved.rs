//! The first task takes the client with it.

use chat::{Client, Error};
use tokio::task::JoinSet;

pub fn spawn(tasks: &mut JoinSet<Result<String, Error>>, client: Client, articles: Vec<String>) {
    for article in articles {
        #[cfg(mended)]
        let client = client.clone();
        tasks.spawn(async move { client.ask(&article).await });
    }
}
