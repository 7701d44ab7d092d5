//! Each stage has its threads. A queue that is full keeps the stage before it waiting.

use chat::{Error, blocking::Client};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::scope;

pub(crate) type Item = Result<String, Error>;
pub(crate) type Stored = Result<Vec<String>, Error>;

/// Fetches each article, has it summarised, and has the summary stored. The first error ends it.
pub fn publish(base_url: &str, articles: &[String]) -> Stored {
    let client = &Client::new(base_url);
    let (texts, fetched) = sync_channel(1);
    let (summaries, summarised) = sync_channel(1);
    let fetched = Arc::new(Mutex::new(fetched));
    let other = (Arc::clone(&fetched), summaries.clone());
    scope(|scope| {
        scope.spawn(move || fetch(client, articles, texts));
        scope.spawn(move || summarise(client, other.0, other.1));
        scope.spawn(move || summarise(client, fetched, summaries));
        store(client, summarised)
    })
}

pub(crate) fn fetch(client: &Client, articles: &[String], texts: SyncSender<Item>) {
    for article in articles {
        let text = client.ask(&format!("fetch {article}"));
        // Waits while the queue is full. It fails when nobody is left who takes anything from it.
        if texts.send(text).is_err() {
            return;
        }
    }
}

pub(super) fn summarise(
    client: &Client,
    texts: Arc<Mutex<Receiver<Item>>>,
    summaries: SyncSender<Item>,
) {
    loop {
        // The lock is given back here, before the call.
        let next = texts.lock().expect("no worker panics").recv();
        let Ok(text) = next else { return };
        let summary = ask(client, "summarise", text);
        if summaries.send(summary).is_err() {
            return;
        }
    }
}

pub(crate) fn store(client: &Client, summaries: Receiver<Item>) -> Stored {
    let store = |summary| ask(client, "store", summary);
    summaries.into_iter().map(store).collect()
}

/// Asks for a stage of an item. An error that comes along is handed on.
pub(crate) fn ask(client: &Client, stage: &str, item: Item) -> Item {
    client.ask(&format!("{stage} {}", item?))
}
