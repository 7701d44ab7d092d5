//! Both workers have a receiver of their own, so that there is no lock.

use crate::bounded::asynchronous::{Item, Stored, ask};
use chat::Client;
use flume::{Receiver, Sender, bounded};
use tokio::join;

/// Fetches each article, has it summarised, and has the summary stored. The first error ends it.
#[tokio::main(flavor = "current_thread")]
pub async fn publish(base_url: &str, articles: &[String]) -> Stored {
    let client = &Client::new(base_url);
    let (texts, fetched) = bounded(1);
    let (summaries, summarised) = bounded(1);
    let ((), (), (), stored) = join!(
        fetch(client, articles, texts),
        summarise(client, fetched.clone(), summaries.clone()),
        summarise(client, fetched, summaries),
        store(client, summarised),
    );
    stored
}

async fn fetch(client: &Client, articles: &[String], texts: Sender<Item>) {
    for article in articles {
        let text = client.ask(&format!("fetch {article}")).await;
        if texts.send_async(text).await.is_err() {
            return;
        }
    }
}

async fn summarise(client: &Client, texts: Receiver<Item>, summaries: Sender<Item>) {
    while let Ok(text) = texts.recv_async().await {
        let summary = ask(client, "summarise", text).await;
        if summaries.send_async(summary).await.is_err() {
            return;
        }
    }
}

async fn store(client: &Client, summaries: Receiver<Item>) -> Stored {
    let mut stored = Vec::new();
    while let Ok(summary) = summaries.recv_async().await {
        stored.push(ask(client, "store", summary).await?);
    }
    Ok(stored)
}
