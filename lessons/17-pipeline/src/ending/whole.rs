//! An error in one stage ends the whole, and with it what the others were about to do.

use chat::{Client, Error};
use std::sync::Arc;
use tokio::sync::Mutex;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::try_join;

/// Fetches each article, has it summarised, and has the summary stored. The first error ends it.
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_whole(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
    let client = &Client::new(base_url);
    let (texts, fetched) = channel(1);
    let (summaries, summarised) = channel(1);
    let fetched = Arc::new(Mutex::new(fetched));
    let ((), (), (), stored) = try_join!(
        fetch(client, articles, texts),
        summarise(client, Arc::clone(&fetched), summaries.clone()),
        summarise(client, fetched, summaries),
        store(client, summarised),
    )?;
    Ok(stored)
}

type Ended = Result<(), Error>;

async fn fetch(client: &Client, articles: &[String], texts: Sender<String>) -> Ended {
    for article in articles {
        let text = client.ask(&format!("fetch {article}")).await?;
        if texts.send(text).await.is_err() {
            break;
        }
    }
    Ok(())
}

type Texts = Arc<Mutex<Receiver<String>>>;

async fn summarise(client: &Client, texts: Texts, summaries: Sender<String>) -> Ended {
    loop {
        let next = texts.lock().await.recv().await;
        let Some(text) = next else { return Ok(()) };
        let summary = client.ask(&format!("summarise {text}")).await?;
        if summaries.send(summary).await.is_err() {
            return Ok(());
        }
    }
}

async fn store(client: &Client, mut summaries: Receiver<String>) -> Result<Vec<String>, Error> {
    let mut stored = Vec::new();
    while let Some(summary) = summaries.recv().await {
        stored.push(client.ask(&format!("store {summary}")).await?);
    }
    Ok(stored)
}
