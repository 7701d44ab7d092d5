//! Two quotas at once, of requests and of tokens, as the server tells them.

pub mod asynchronous;
pub mod blocking;
pub mod wrong_patient;
pub mod wrong_requests;

use crate::policy::{MINUTE, Never};
use crate::seen::Seen;
use crate::window::Window;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use std::time::Instant;

/// What the headers of an answer say of one quota: how much it is, and what is left of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// In a minute.
    pub limit: u32,
    /// Of this minute.
    pub remaining: u32,
}

impl Quota {
    /// Of `requests` or of `tokens`; `None` where the server does not say.
    pub fn of(what: &str, headers: &HeaderMap) -> Option<Self> {
        let number = |name: &str| {
            let value = headers.get(format!("x-ratelimit-{name}-{what}"))?;
            value.to_str().ok()?.parse().ok()
        };
        let (limit, remaining) = (number("limit")?, number("remaining")?);
        Some(Quota { limit, remaining })
    }

    /// A window in which what is gone by now counts as taken now: nobody says when it was.
    pub fn window(self, now: Instant) -> Window {
        let mut window = Window::new(self.limit, MINUTE);
        window.take(self.limit.saturating_sub(self.remaining), now);
        window
    }
}

/// Requests and tokens. A request is sent when both have room for it.
#[derive(Debug)]
pub struct Quotas {
    requests: Window,
    tokens: Window,
}

impl Quotas {
    /// As the first answer says; `None` where it does not say both.
    pub fn of(headers: &HeaderMap, now: Instant) -> Option<Self> {
        let window = |what| Some(Quota::of(what, headers)?.window(now));
        let (requests, tokens) = (window("requests")?, window("tokens")?);
        Some(Quotas { requests, tokens })
    }

    /// Takes a place in both windows at one moment: the first at which both have room.
    ///
    /// # Errors
    ///
    /// [`Never`], when it costs more than the whole quota. Nothing is taken then.
    pub fn reserve(&mut self, cost: u32, now: Instant) -> Result<Instant, Never> {
        let due = self.requests.due(1, now)?.max(self.tokens.due(cost, now)?);
        self.requests.take(1, due);
        self.tokens.take(cost, due);
        Ok(due)
    }
}

/// Tokens of the longest answer to a prompt.
pub fn longest(prompt: &str) -> u32 {
    match prompt.split(' ').next() {
        Some("title") => 5,
        Some("summary") => 40,
        _ => 150,
    }
}

/// What a request costs at most, in tokens: what is asked, with what is around it, and the longest answer.
pub fn cost(prompt: &str) -> u32 {
    10 + longest(prompt)
}

fn question(prompt: &str) -> Value {
    json!({
        "model": "mock-1",
        "messages": [{ "role": "user", "content": prompt }],
        "max_tokens": longest(prompt),
    })
}

fn seen(status: StatusCode, answer: &Value) -> Seen {
    let text = answer["choices"][0]["message"]["content"].as_str();
    match text.filter(|_| status.is_success()) {
        Some(text) => Seen::Ok(text.to_owned()),
        None => Seen::Refused,
    }
}
