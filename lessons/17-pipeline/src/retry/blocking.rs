//! A worker keeps a text that has failed, and tries it once more itself.

use crate::bounded::blocking::{Item, Stored, ask, fetch, store};
use chat::blocking::Client;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::scope;

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

fn summarise(client: &Client, texts: Arc<Mutex<Receiver<Item>>>, summaries: SyncSender<Item>) {
    loop {
        let next = texts.lock().expect("no worker panics").recv();
        let Ok(text) = next else { return };
        if summaries.send(ask_twice(client, text)).is_err() {
            return;
        }
    }
}

fn ask_twice(client: &Client, text: Item) -> Item {
    match ask(client, "summarise", text.clone()) {
        Err(_) => ask(client, "summarise", text),
        summary => summary,
    }
}
