//! A queue that takes in whatever comes: nobody ahead of it ever waits.

use crate::bounded::asynchronous::{Item, Stored, ask, store};
use chat::Client;
use std::sync::Arc;
use tokio::join;
use tokio::sync::Mutex;
use tokio::sync::mpsc::{Sender, UnboundedReceiver, UnboundedSender, channel, unbounded_channel};

/// Fetches each article, has it summarised, and has the summary stored. The first error ends it.
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_publish(base_url: &str, articles: &[String]) -> Stored {
    let client = &Client::new(base_url);
    let (texts, fetched) = unbounded_channel();
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

async fn fetch(client: &Client, articles: &[String], texts: UnboundedSender<Item>) {
    for article in articles {
        let text = client.ask(&format!("fetch {article}")).await;
        if texts.send(text).is_err() {
            return;
        }
    }
}

type Texts = Arc<Mutex<UnboundedReceiver<Item>>>;

async fn summarise(client: &Client, texts: Texts, summaries: Sender<Item>) {
    loop {
        let next = texts.lock().await.recv().await;
        let Some(text) = next else { return };
        let summary = ask(client, "summarise", text).await;
        if summaries.send(summary).await.is_err() {
            return;
        }
    }
}
