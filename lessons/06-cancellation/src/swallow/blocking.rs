//! A cancelled worker sends no other call, but cannot give up the one that it waits for.

use chat::Error;
use chat::blocking::Client;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread::{scope, sleep};
use std::time::Duration;

/// Cancels two workers after 0.3 s, and goes on with a report when they have ended.
///
/// # Errors
///
/// A worker whose call fails stops, while the other goes on. The first worker's error is returned.
pub fn summarise(base_url: &str, prompts: &[String]) -> Result<Vec<String>, Error> {
    two_workers(base_url, prompts, |client, articles, cancelled| {
        for article in articles {
            if cancelled.load(Relaxed) {
                break;
            }
            client.ask(article)?;
        }
        Ok(())
    })
}

/// Takes the flag down when it has seen it: the other worker never does.
///
/// # Errors
///
/// As for [`summarise`].
pub fn wrong_swallow(base_url: &str, prompts: &[String]) -> Result<Vec<String>, Error> {
    two_workers(base_url, prompts, |client, articles, cancelled| {
        for article in articles {
            if cancelled.swap(false, Relaxed) {
                break;
            }
            client.ask(article)?;
        }
        Ok(())
    })
}

fn two_workers(
    base_url: &str,
    prompts: &[String],
    worker: impl Fn(&Client, &[String], &AtomicBool) -> Result<(), Error> + Sync,
) -> Result<Vec<String>, Error> {
    let (client, cancelled) = (&Client::new(base_url), &AtomicBool::new(false));
    let (report, articles) = prompts.split_last().expect("the last prompt is the report");
    let (left, right) = articles.split_at(articles.len() / 2);
    let ended = scope(|scope| {
        let workers = [left, right].map(|half| scope.spawn(|| worker(client, half, cancelled)));
        sleep(Duration::from_millis(300));
        cancelled.store(true, Relaxed);
        workers.map(|worker| worker.join().expect("no worker panics"))
    });
    ended.into_iter().collect::<Result<(), Error>>()?;
    Ok(vec![client.ask(report)?])
}
