//! A worker keeps a text that has failed, and tries it once more itself.

use crate::bounded::asynchronous::{Item, Stored, ask, fetch, store};
use chat::Client;
use std::sync::Arc;
use tokio::join;
use tokio::sync::Mutex;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// Fetches each article, has it summarised, and has the summary stored. The first error ends it.
#[tokio::main(flavor = "current_thread")]
pub async fn publish(base_url: &str, articles: &[String]) -> Stored {
    let client = &Client::new(base_url);
    let (texts, fetched) = channel(1);
    let (summaries, summarised) = channel(1);
    let fetched = Arc::new(Mutex::new(fetched));
    let ((), (), (), stored) = join!(
        fetch(client, articles, texts),
        summarise(client, Arc::clone(&fetched), summaries.clone()),
        summarise(client, fetched, summaries),
        store(client, summarised),
    );
    stored
}

async fn summarise(client: &Client, texts: Arc<Mutex<Receiver<Item>>>, summaries: Sender<Item>) {
    loop {
        let next = texts.lock().await.recv().await;
        let Some(text) = next else { return };
        if summaries.send(ask_twice(client, text).await).await.is_err() {
            return;
        }
    }
}

async fn ask_twice(client: &Client, text: Item) -> Item {
    match ask(client, "summarise", text.clone()).await {
        Err(_) => ask(client, "summarise", text).await,
        summary => summary,
    }
}
