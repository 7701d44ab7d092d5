//! One request after another, each when both quotas have room for it.

use super::{Quotas, cost, question, seen};
use crate::seen::Seen;
use chat::Error;
use reqwest::header::HeaderMap;
use std::thread::sleep;
use std::time::Instant;
use ureq::Agent;

/// Has everything written that is asked for. The first answer says what the quotas are.
///
/// # Errors
///
/// When no answer comes.
pub fn write(base_url: &str, prompts: &[String]) -> Result<Vec<Seen>, Error> {
    let settings = Agent::config_builder().proxy(None);
    // A 429 has an answer, too: its headers and its text are read.
    let http: Agent = settings.http_status_as_error(false).build().into();
    let url = format!("{base_url}/v1/chat/completions");
    let mut quotas: Option<Quotas> = None;
    let mut written = Vec::new();
    for prompt in prompts {
        if let Some(quotas) = &mut quotas {
            let Ok(due) = quotas.reserve(cost(prompt), Instant::now()) else {
                written.push(Seen::TooBig);
                continue;
            };
            sleep(due.saturating_duration_since(Instant::now()));
        }
        let (seen, headers) = ask(&http, &url, prompt)?;
        quotas = quotas.or_else(|| Quotas::of(&headers, Instant::now()));
        written.push(seen);
    }
    Ok(written)
}

fn ask(http: &Agent, url: &str, prompt: &str) -> Result<(Seen, HeaderMap), Error> {
    let mut response = http.post(url).send_json(question(prompt))?;
    let (status, headers) = (response.status(), response.headers().clone());
    let answer = response.body_mut().read_json()?;
    Ok((seen(status, &answer), headers))
}
