//! The deadline is passed along, and `timeout_at` gives each step until then.

use crate::tell;
use chat::{Client, Error};
use std::time::Duration;
use tokio::time::{Instant, timeout, timeout_at};

/// Asks for one step after the other, and has all of them done within 0.7 s.
#[tokio::main(flavor = "current_thread")]
pub async fn write(base_url: &str, steps: &[String]) -> Vec<String> {
    let client = Client::new(base_url);
    let deadline = Instant::now() + Duration::from_millis(700);
    let mut told = Vec::new();
    for step in steps {
        told.push(tell(step, ask_until(&client, step, deadline).await));
    }
    told
}

pub(super) async fn ask_until(
    client: &Client,
    step: &str,
    deadline: Instant,
) -> Result<String, Error> {
    // `timeout_at` starts the call before it looks at the clock: even when the deadline is over,
    // that may cost a connection.
    if deadline <= Instant::now() {
        return Err(Error::Timeout);
    }
    let result = timeout_at(deadline, client.ask(step)).await;
    result.unwrap_or(Err(Error::Timeout))
}

/// Each step gets a timeout of its own. Nothing limits their sum.
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_per_step(base_url: &str, steps: &[String]) -> Vec<String> {
    let client = Client::new(base_url);
    let limit = Duration::from_millis(400);
    let mut told = Vec::new();
    for step in steps {
        let result = timeout(limit, client.ask(step)).await;
        told.push(tell(step, result.unwrap_or(Err(Error::Timeout))));
    }
    told
}
