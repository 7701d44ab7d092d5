//! A solution of exercise 17.

use chat::{Client, Error};
use std::cell::Cell;
use tokio::sync::Mutex;
use tokio::sync::mpsc::{Sender, channel};
use tokio::try_join;

#[tokio::main(flavor = "current_thread")]
async fn publish(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
    let client = &Client::new(base_url);
    // One waits in the queue, and one in the hand of the future that has fetched it.
    let (texts, fetched) = channel(1);
    let (summaries, mut summarised) = channel(1);
    let closed = &Cell::new(false);
    let fetched = &Mutex::new(fetched);
    let fetch = async move {
        for article in articles {
            if closed.get() {
                break;
            }
            client.ask(&format!("fetch {article}")).await?;
            texts.send(article).await.expect("somebody takes it");
        }
        Ok::<(), Error>(())
    };
    let worker = |summaries: Sender<_>| async move {
        loop {
            let next = fetched.lock().await.recv().await;
            let Some(article) = next else { break };
            match client.ask(&format!("summarise {article}")).await {
                Ok(_) => summaries.send(article).await.expect("somebody takes it"),
                Err(_) => closed.set(true),
            }
        }
        Ok::<(), Error>(())
    };
    let store = async move {
        let mut stored = Vec::new();
        while let Some(article) = summarised.recv().await {
            stored.push(client.ask(&format!("store {article}")).await?);
        }
        Ok::<_, Error>(stored)
    };
    let workers = (worker(summaries.clone()), worker(summaries));
    let ((), (), (), stored) = try_join!(fetch, workers.0, workers.1, store)?;
    Ok(stored)
}

fn main() -> std::process::ExitCode {
    kit::judge(&lesson_17::exercise(), publish)
}
