//! Requests are counted, and their tokens are not.

use super::{Quota, asynchronous::ask};
use crate::policy::Policy;
use crate::seen::Seen;
use crate::window::Window;
use chat::Error;
use reqwest::Client;
use std::time::Instant;
use tokio::time::sleep_until;

/// Has everything written that is asked for, so many requests a minute.
///
/// # Errors
///
/// When no answer comes.
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_requests(base_url: &str, prompts: &[String]) -> Result<Vec<Seen>, Error> {
    let http = Client::builder().no_proxy().build()?;
    let url = format!("{base_url}/v1/chat/completions");
    let mut requests: Option<Window> = None;
    let mut written = Vec::new();
    for prompt in prompts {
        if let Some(requests) = &mut requests {
            let due = requests.reserve(Instant::now());
            sleep_until(due.expect("one request is not more than the quota").into()).await;
        }
        let (seen, headers) = ask(&http, &url, prompt).await?;
        let quota = || Some(Quota::of("requests", &headers)?.window(Instant::now()));
        requests = requests.or_else(quota);
        written.push(seen);
    }
    Ok(written)
}
