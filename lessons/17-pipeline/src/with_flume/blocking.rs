//! Both workers have a receiver of their own, so that there is no lock.

use crate::bounded::blocking::{Item, Stored, ask};
use chat::blocking::Client;
use flume::{Receiver, Sender, bounded};
use std::thread::scope;

/// Fetches each article, has it summarised, and has the summary stored. The first error ends it.
pub fn publish(base_url: &str, articles: &[String]) -> Stored {
    let client = &Client::new(base_url);
    let (texts, fetched) = bounded(1);
    let (summaries, summarised) = bounded(1);
    let other = (fetched.clone(), summaries.clone());
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

fn summarise(client: &Client, texts: Receiver<Item>, summaries: Sender<Item>) {
    for text in texts {
        let summary = ask(client, "summarise", text);
        if summaries.send(summary).is_err() {
            return;
        }
    }
}

fn store(client: &Client, summaries: Receiver<Item>) -> Stored {
    let store = |summary| ask(client, "store", summary);
    summaries.into_iter().map(store).collect()
}
