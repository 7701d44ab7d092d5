//! A queue that takes in whatever comes: nobody ahead of it ever waits.

use crate::bounded::blocking::{Item, Stored, store, summarise};
use chat::blocking::Client;
use std::sync::mpsc::{Sender, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::scope;

/// Fetches each article, has it summarised, and has the summary stored. The first error ends it.
pub fn wrong_publish(base_url: &str, articles: &[String]) -> Stored {
    let client = &Client::new(base_url);
    let (texts, fetched) = channel();
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

fn fetch(client: &Client, articles: &[String], texts: Sender<Item>) {
    for article in articles {
        let text = client.ask(&format!("fetch {article}"));
        if texts.send(text).is_err() {
            return;
        }
    }
}
