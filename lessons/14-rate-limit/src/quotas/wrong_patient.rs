//! What has no room yet is waited for, also where it never will have.

use super::{Quota, asynchronous::ask, cost};
use crate::seen::Seen;
use crate::window::Window;
use chat::Error;
use reqwest::Client;
use std::time::{Duration, Instant};
use tokio::time::{sleep, timeout};

/// All of it has to be done by then, or is given up.
const DEADLINE: Duration = Duration::from_secs(3);

/// How long to wait before looking again.
const A_WHILE: Duration = Duration::from_millis(100);

/// Has everything written that is asked for, and tells what was written by the deadline.
///
/// # Errors
///
/// When no answer comes.
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_patient(base_url: &str, prompts: &[String]) -> Result<Vec<Seen>, Error> {
    let mut written = Vec::new();
    match timeout(DEADLINE, write(base_url, prompts, &mut written)).await {
        Ok(failed) => failed?,
        Err(_late) => {}
    }
    Ok(written)
}

async fn write(base_url: &str, prompts: &[String], written: &mut Vec<Seen>) -> Result<(), Error> {
    let http = Client::builder().no_proxy().build()?;
    let url = format!("{base_url}/v1/chat/completions");
    let mut tokens: Option<Window> = None;
    for prompt in prompts {
        if let Some(tokens) = &mut tokens {
            while tokens.room(Instant::now()) < cost(prompt) {
                sleep(A_WHILE).await;
            }
            tokens.take(cost(prompt), Instant::now());
        }
        let (seen, headers) = ask(&http, &url, prompt).await?;
        let quota = || Some(Quota::of("tokens", &headers)?.window(Instant::now()));
        tokens = tokens.or_else(quota);
        written.push(seen);
    }
    Ok(())
}
