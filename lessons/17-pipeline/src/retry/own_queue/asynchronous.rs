//! Whoever is free shall take the text that has failed. But nobody is free when all wait to give one back.

use crate::bounded::asynchronous::{Item, Stored, ask, fetch};
use chat::{Client, Error};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinSet;
use tokio::time::timeout;

/// Fetches each article, has it summarised, and has the summary stored. It gives up after 2 s.
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_publish(base_url: &str, articles: &[String]) -> Stored {
    let client = Client::new(base_url);
    let (texts, fetched) = channel(1);
    let (summaries, summarised) = channel(1);
    let fetched = Arc::new(Mutex::new(fetched));
    let mut stages = JoinSet::new();
    for _ in 0..2 {
        let (client, fetched) = (client.clone(), Arc::clone(&fetched));
        let (texts, summaries) = (texts.clone(), summaries.clone());
        stages.spawn(async move { summarise(&client, &fetched, &texts, &summaries).await });
    }
    let (first, all) = (client.clone(), articles.to_vec());
    stages.spawn(async move { fetch(&first, &all, texts).await });
    let all = store(&client, summarised, articles.len());
    let in_time = timeout(Duration::from_secs(2), all).await;
    in_time.unwrap_or(Err(Error::Timeout))
}

type Texts = Mutex<Receiver<Item>>;

async fn summarise(client: &Client, fetched: &Texts, texts: &Sender<Item>, out: &Sender<Item>) {
    loop {
        let next = fetched.lock().await.recv().await;
        let Some(text) = next else { return };
        let sent = match ask(client, "summarise", text.clone()).await {
            // It waits for room, and only a worker makes room.
            Err(_) => texts.send(text).await,
            summary => out.send(summary).await,
        };
        if sent.is_err() {
            return;
        }
    }
}

/// The workers keep a sender of their own queue, so it has no end: only the number says when all is done.
async fn store(client: &Client, mut summaries: Receiver<Item>, many: usize) -> Stored {
    let mut stored = Vec::new();
    while stored.len() < many
        && let Some(summary) = summaries.recv().await
    {
        stored.push(ask(client, "store", summary).await?);
    }
    Ok(stored)
}
