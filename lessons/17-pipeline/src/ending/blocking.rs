//! To stop is to take in nothing more. What has been fetched goes through to the end.

use crate::bounded::blocking::{Item, ask};
use crate::ending::Stop;
use chat::blocking::Client;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::scope;

/// Fetches articles until it shall stop, has them summarised, and has the summaries stored. Returns
/// what has become of each.
pub fn publish(base_url: &str, articles: &[String], stop: &Stop) -> Vec<Item> {
    let client = &Client::new(base_url);
    let (texts, fetched) = sync_channel(1);
    let (summaries, summarised) = sync_channel(1);
    let fetched = Arc::new(Mutex::new(fetched));
    let other = (Arc::clone(&fetched), summaries.clone());
    scope(|scope| {
        scope.spawn(move || fetch(client, articles, stop, texts));
        scope.spawn(move || summarise(client, other.0, stop, other.1));
        scope.spawn(move || summarise(client, fetched, stop, summaries));
        store(client, summarised)
    })
}

pub(super) fn fetch(client: &Client, articles: &[String], stop: &Stop, texts: SyncSender<Item>) {
    for article in articles {
        // Who returns drops its end of the queue, and so the next stage comes to an end too.
        if stop.is_set() {
            return;
        }
        let text = client.ask(&format!("fetch {article}"));
        if texts.send(text).is_err() {
            return;
        }
    }
}

type Texts = Arc<Mutex<Receiver<Item>>>;

pub(super) fn summarise(client: &Client, texts: Texts, stop: &Stop, summaries: SyncSender<Item>) {
    loop {
        let next = texts.lock().expect("no worker panics").recv();
        let Ok(text) = next else { return };
        let summary = ask(client, "summarise", text);
        if summary.is_err() {
            stop.set();
        }
        if summaries.send(summary).is_err() {
            return;
        }
    }
}

fn store(client: &Client, summaries: Receiver<Item>) -> Vec<Item> {
    let store = |summary| ask(client, "store", summary);
    summaries.into_iter().map(store).collect()
}
