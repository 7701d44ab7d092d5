//! To stop is to take in nothing more. What has been fetched goes through to the end.

use crate::bounded::asynchronous::{Item, ask};
use crate::ending::Stop;
use chat::Client;
use std::sync::Arc;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::{join, sync::Mutex};

/// Fetches articles until it shall stop, has them summarised, and has the summaries stored. Returns
/// what has become of each.
#[tokio::main(flavor = "current_thread")]
pub async fn publish(base_url: &str, articles: &[String], stop: &Stop) -> Vec<Item> {
    let client = &Client::new(base_url);
    let (texts, fetched) = channel(1);
    let (summaries, summarised) = channel(1);
    let fetched = Arc::new(Mutex::new(fetched));
    let fetch = fetch(client, articles, stop, texts);
    let one = summarise(client, Arc::clone(&fetched), stop, summaries.clone());
    let two = summarise(client, fetched, stop, summaries);
    join!(fetch, one, two, store(client, summarised)).3
}

async fn fetch(client: &Client, articles: &[String], stop: &Stop, texts: Sender<Item>) {
    for article in articles {
        // Who returns drops its end of the queue, and so the next stage comes to an end too.
        if stop.is_set() {
            return;
        }
        let text = client.ask(&format!("fetch {article}")).await;
        if texts.send(text).await.is_err() {
            return;
        }
    }
}

type Texts = Arc<Mutex<Receiver<Item>>>;

async fn summarise(client: &Client, texts: Texts, stop: &Stop, summaries: Sender<Item>) {
    loop {
        let next = texts.lock().await.recv().await;
        let Some(text) = next else { return };
        let summary = ask(client, "summarise", text).await;
        if summary.is_err() {
            stop.set();
        }
        if summaries.send(summary).await.is_err() {
            return;
        }
    }
}

async fn store(client: &Client, mut summaries: Receiver<Item>) -> Vec<Item> {
    let mut stored = Vec::new();
    while let Some(summary) = summaries.recv().await {
        stored.push(ask(client, "store", summary).await);
    }
    stored
}
