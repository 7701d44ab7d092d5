//! Exercise 13: no timer.
//!
//! All articles are asked for at once, and their summaries come one by one. The batcher turns them into
//! vectors. At the start, it waits until it has four texts or 0.3 s are over. Make it do without
//! numbers: while no request for vectors is in flight, send a text as soon as it is there; what comes
//! while one is in flight goes into the next, all of it and in its order, as soon as that one is
//! answered. One such request at a time. Only `batcher` wants a change. Run it, and read what the server
//! saw:
//!
//!     cargo run -p lesson-13 --example exercise-13

use chat::{Client, Error};
use futures::future::try_join_all;
use std::{iter, time::Duration};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::sync::oneshot::{self, Sender};
use tokio::time::{Instant, timeout_at};

type Call = (String, Sender<Vec<f32>>);

/// Sends texts, several in one request, and gives each caller its vector.
async fn batcher(client: Client, mut calls: UnboundedReceiver<Call>) -> Result<(), Error> {
    while let Some(first) = calls.recv().await {
        let mut batch = vec![first];
        let due = Instant::now() + Duration::from_millis(300);
        while batch.len() < 4 {
            match timeout_at(due, calls.recv()).await {
                Ok(Some(call)) => batch.push(call),
                _ => break,
            }
        }
        let (texts, callers): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
        let vectors = client.embed(&texts).await?;
        for (caller, vector) in iter::zip(callers, vectors) {
            caller.send(vector).expect("the caller waits for it");
        }
    }
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn index(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
    let client = &Client::new(base_url);
    let (batch, calls) = unbounded_channel();
    tokio::spawn(batcher(client.clone(), calls));
    let one = async |article: &String| {
        let summary = client.ask(article).await?;
        let (caller, vector) = oneshot::channel();
        let call = (summary.clone(), caller);
        batch.send(call).expect("the batcher is there");
        let vector = vector.await.expect("the batcher answers everybody");
        Ok(format!("{summary}: {}", vector[0]))
    };
    try_join_all(articles.iter().map(one)).await
}

fn main() -> std::process::ExitCode {
    kit::judge(&lesson_13::exercise(), index)
}
