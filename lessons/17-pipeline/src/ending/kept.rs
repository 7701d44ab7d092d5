//! A sender that nobody uses and nobody drops: its queue has no end.

use crate::bounded::blocking::{Item, ask};
use crate::ending::Stop;
use crate::ending::blocking::{fetch, summarise};
use chat::blocking::Client;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::scope;
use std::time::Duration;

/// Fetches articles until it shall stop, has them summarised, and has the summaries stored. Returns
/// what has become of each.
pub fn wrong_kept(base_url: &str, articles: &[String], stop: &Stop) -> Vec<Item> {
    let client = &Client::new(base_url);
    let (texts, fetched) = sync_channel(1);
    let (summaries, summarised) = sync_channel(1);
    let fetched = Arc::new(Mutex::new(fetched));
    scope(|scope| {
        scope.spawn(move || fetch(client, articles, stop, texts));
        for _ in 0..2 {
            let (fetched, summaries) = (Arc::clone(&fetched), summaries.clone());
            scope.spawn(move || summarise(client, fetched, stop, summaries));
        }
        // Each worker has a clone. The first sender is still here.
        store(client, &summarised)
    })
}

fn store(client: &Client, summaries: &Receiver<Item>) -> Vec<Item> {
    let mut stored = Vec::new();
    // Without a limit it would wait for ever.
    while let Ok(summary) = summaries.recv_timeout(Duration::from_secs(1)) {
        stored.push(ask(client, "store", summary));
    }
    stored
}
