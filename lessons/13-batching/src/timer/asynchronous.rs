//! A batcher with a timer, and none at all.

use super::{FULL, WAIT};
use crate::batcher::asynchronous::{Call, answer};
use chat::{Client, Error};
use futures::future::try_join_all;
use std::slice;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Instant, timeout_at};

/// Waits for more, although nothing is in flight.
pub async fn wrong_timer(client: Client, mut texts: UnboundedReceiver<Call>) {
    while let Some(first) = texts.recv().await {
        let mut batch = vec![first];
        let due = Instant::now() + WAIT;
        while batch.len() < FULL {
            match timeout_at(due, texts.recv()).await {
                Ok(Some(call)) => batch.push(call),
                _ => break,
            }
        }
        answer(&client, batch).await;
    }
}

/// Each caller sends its own text.
///
/// # Errors
///
/// The first call that fails ends it, and drops the calls still in flight.
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_alone(base_url: &str, articles: &[String]) -> Result<Vec<Vec<f32>>, Error> {
    let client = &Client::new(base_url);
    let one = async |article: &String| {
        let summary = client.ask(article).await?;
        client.embed(slice::from_ref(&summary)).await
    };
    let vectors = try_join_all(articles.iter().map(one)).await?;
    Ok(vectors.concat())
}
