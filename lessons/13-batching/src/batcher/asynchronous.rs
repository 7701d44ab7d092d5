//! A future for each article, and a task, the batcher. A channel between them.

use super::MOST;
use chat::{Client, Error};
use futures::future::try_join_all;
use std::iter;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::sync::oneshot::{self, Sender};

/// A text, and where its vector is waited for.
pub type Call = (String, Sender<Result<Vec<f32>, Error>>);

/// Sends at once what is there. What comes while a request is in flight is the next batch.
pub async fn batcher(client: Client, mut texts: UnboundedReceiver<Call>) {
    let mut batch = Vec::new();
    // Waits while there is none, and ends when nobody is left who could send one.
    while texts.recv_many(&mut batch, MOST).await > 0 {
        answer(&client, std::mem::take(&mut batch)).await;
    }
}

/// One request for all of them.
pub async fn answer(client: &Client, batch: Vec<Call>) {
    let (texts, callers): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
    // Who has gone needs no answer, so it does not matter whether it can be sent.
    match client.embed(&texts).await {
        Ok(vectors) => iter::zip(callers, vectors).for_each(|(to, one)| _ = to.send(Ok(one))),
        Err(error) => (callers.into_iter()).for_each(|to| _ = to.send(Err(error.clone()))),
    }
}

/// Asks for a summary of each article, and for the vector of each summary when it is there.
///
/// # Errors
///
/// The first call that fails ends it, and drops the calls still in flight.
#[tokio::main(flavor = "current_thread")]
pub async fn index<B: Future<Output = ()> + Send + 'static>(
    base_url: &str,
    articles: &[String],
    batcher: fn(Client, UnboundedReceiver<Call>) -> B,
) -> Result<Vec<Vec<f32>>, Error> {
    let client = &Client::new(base_url);
    let (batch, texts) = unbounded_channel();
    tokio::spawn(batcher(client.clone(), texts));
    let one = async |article: &String| {
        let summary = client.ask(article).await?;
        let (caller, vector) = oneshot::channel();
        batch.send((summary, caller)).expect("the batcher is there");
        vector.await.expect("the batcher answers everybody")
    };
    try_join_all(articles.iter().map(one)).await
}
