//! A tree of flags: a thread that waits cannot look at them, and sees them between two requests.

use super::{Cleanup, Note, flag::Flag, told};
use chat::blocking::Client;
use std::sync::mpsc;
use std::thread::{scope, sleep};
use std::time::Duration;

/// Two groups ask for summaries. Group B is cancelled after 0.3 s, all of it after 0.7 s.
/// Returns what was cleaned up, in order.
///
/// # Errors
///
/// None: a worker goes on after a call that failed.
pub fn summarise(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let client = &Client::new(base_url);
    let (note, notes) = mpsc::channel();
    let all = Flag::default();
    let (a, b) = (&all.child(), &all.child());
    let (of_a, of_b) = articles.split_at(articles.len() / 2);
    let mut lines = Vec::new();
    scope(|scope| {
        scope.spawn(|| group("A", client, of_a, a, &note));
        scope.spawn(|| group("B", client, of_b, b, &note));
        sleep(Duration::from_millis(300));
        lines.push(told("cleaned up at first", &notes));
        b.cancel();
        sleep(Duration::from_millis(400));
        lines.push(told("after B was cancelled", &notes));
        all.cancel();
    });
    lines.push(told("after all was cancelled", &notes));
    Ok(lines)
}

fn group(name: &str, client: &Client, articles: &[String], flag: &Flag, note: &Note) {
    let _folder = Cleanup::of(format!("folder {name}"), note);
    let _file = Cleanup::of(format!("file {name}"), note);
    scope(|scope| {
        for pair in articles.chunks(2) {
            scope.spawn(|| worker(client, pair, flag, note));
        }
    });
}

fn worker(client: &Client, articles: &[String], flag: &Flag, note: &Note) {
    for article in articles {
        if flag.is_cancelled() {
            break;
        }
        let _cleanup = Cleanup::of(article, note);
        // Nothing reaches a thread that waits here.
        let _ = client.ask(article);
    }
}
