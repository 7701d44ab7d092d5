//! Whoever is free shall take the text that has failed. But nobody is free when all wait to give one back.

use crate::bounded::blocking::{Item, Stored, ask, fetch};
use chat::{Error, blocking::Client};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::spawn;
use std::time::{Duration, Instant};

/// Fetches each article, has it summarised, and has the summary stored. It gives up after 2 s.
pub fn wrong_publish(base_url: &str, articles: &[String]) -> Stored {
    let client = Client::new(base_url);
    let (texts, fetched) = sync_channel(1);
    let (summaries, summarised) = sync_channel(1);
    let fetched = Arc::new(Mutex::new(fetched));
    for _ in 0..2 {
        let (client, fetched) = (client.clone(), Arc::clone(&fetched));
        let (texts, summaries) = (texts.clone(), summaries.clone());
        spawn(move || summarise(&client, &fetched, &texts, &summaries));
    }
    let (first, all) = (client.clone(), articles.to_vec());
    spawn(move || fetch(&first, &all, texts));
    store(&client, &summarised, articles.len())
}

type Texts = Mutex<Receiver<Item>>;

fn summarise(client: &Client, fetched: &Texts, texts: &SyncSender<Item>, out: &SyncSender<Item>) {
    loop {
        let next = fetched.lock().expect("no worker panics").recv();
        let Ok(text) = next else { return };
        let sent = match ask(client, "summarise", text.clone()) {
            // It waits for room, and only a worker makes room.
            Err(_) => texts.send(text),
            summary => out.send(summary),
        };
        if sent.is_err() {
            return;
        }
    }
}

/// The workers keep a sender of their own queue, so it has no end: only the number says when all is done.
fn store(client: &Client, summaries: &Receiver<Item>, many: usize) -> Stored {
    let end = Instant::now() + Duration::from_secs(2);
    let next = || {
        let left = end.saturating_duration_since(Instant::now());
        let summary = summaries.recv_timeout(left);
        ask(client, "store", summary.unwrap_or(Err(Error::Timeout)))
    };
    (0..many).map(|_| next()).collect()
}
