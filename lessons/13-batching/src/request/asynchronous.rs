//! A stream of batches, each of which is one request.

use chat::{Client, Error};
use futures::stream::{self, StreamExt, TryStreamExt};

/// Turns texts into vectors, so many in one request, and three requests at a time.
///
/// # Errors
///
/// The first call that fails ends it, and drops the calls still in flight.
#[tokio::main(flavor = "current_thread")]
pub async fn embed(base_url: &str, texts: &[String], size: usize) -> Result<Vec<Vec<f32>>, Error> {
    let client = &Client::new(base_url);
    let batches = texts.chunks(size).map(|batch| client.embed(batch));
    // In order: a batch takes as long as any other, so that nobody waits for a slow one before it.
    let vectors: Vec<_> = stream::iter(batches).buffered(3).try_collect().await?;
    Ok(vectors.concat())
}
