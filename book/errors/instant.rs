//! Two types are called `Instant`, and tokio's functions take tokio's.

use chat::{Client, Error};
#[cfg(not(mended))]
use std::time::Instant;
#[cfg(mended)]
use tokio::time::Instant;
use tokio::time::timeout_at;

pub async fn ask_until(client: &Client, deadline: Instant) -> Result<String, Error> {
    let call = timeout_at(deadline, client.ask("report"));
    call.await.unwrap_or(Err(Error::Timeout))
}
