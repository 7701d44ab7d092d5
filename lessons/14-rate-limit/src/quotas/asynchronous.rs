//! One request after another, each when both quotas have room for it.

use super::{Quotas, cost, question, seen};
use crate::seen::Seen;
use chat::Error;
use reqwest::Client;
use reqwest::header::HeaderMap;
use std::time::Instant;
use tokio::time::sleep_until;

/// Has everything written that is asked for. The first answer says what the quotas are.
///
/// # Errors
///
/// When no answer comes.
#[tokio::main(flavor = "current_thread")]
pub async fn write(base_url: &str, prompts: &[String]) -> Result<Vec<Seen>, Error> {
    let http = Client::builder().no_proxy().build()?;
    let url = format!("{base_url}/v1/chat/completions");
    let mut quotas: Option<Quotas> = None;
    let mut written = Vec::new();
    for prompt in prompts {
        if let Some(quotas) = &mut quotas {
            let Ok(due) = quotas.reserve(cost(prompt), Instant::now()) else {
                written.push(Seen::TooBig);
                continue;
            };
            sleep_until(due.into()).await;
        }
        let (seen, headers) = ask(&http, &url, prompt).await?;
        quotas = quotas.or_else(|| Quotas::of(&headers, Instant::now()));
        written.push(seen);
    }
    Ok(written)
}

pub(super) async fn ask(
    http: &Client,
    url: &str,
    prompt: &str,
) -> Result<(Seen, HeaderMap), Error> {
    let response = http.post(url).json(&question(prompt)).send().await?;
    let (status, headers) = (response.status(), response.headers().clone());
    let answer = response.json().await?;
    Ok((seen(status, &answer), headers))
}
