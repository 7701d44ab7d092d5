//! Each stage has its futures. A queue that is full keeps the stage before it waiting.

use chat::{Client, Error};
use std::sync::Arc;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::{join, sync::Mutex};

pub(crate) type Item = Result<String, Error>;
pub(crate) type Stored = Result<Vec<String>, Error>;

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

pub(crate) async fn fetch(client: &Client, articles: &[String], texts: Sender<Item>) {
    for article in articles {
        let text = client.ask(&format!("fetch {article}")).await;
        // Waits while the queue is full. It fails when nobody is left who takes anything from it.
        if texts.send(text).await.is_err() {
            return;
        }
    }
}

async fn summarise(client: &Client, texts: Arc<Mutex<Receiver<Item>>>, summaries: Sender<Item>) {
    loop {
        // The lock is given back here, before the call.
        let next = texts.lock().await.recv().await;
        let Some(text) = next else { return };
        let summary = ask(client, "summarise", text).await;
        if summaries.send(summary).await.is_err() {
            return;
        }
    }
}

pub(crate) async fn store(client: &Client, mut summaries: Receiver<Item>) -> Stored {
    let mut stored = Vec::new();
    while let Some(summary) = summaries.recv().await {
        stored.push(ask(client, "store", summary).await?);
    }
    Ok(stored)
}

/// Asks for a stage of an item. An error that comes along is handed on.
pub(crate) async fn ask(client: &Client, stage: &str, item: Item) -> Item {
    client.ask(&format!("{stage} {}", item?)).await
}
