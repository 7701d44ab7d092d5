//! How much a client may ask for: at once, and in a time.

mod standing;
mod window;

pub(crate) use standing::Standing;

use crate::client::Client;
use crate::reply::{RETRY_AFTER_MS, Reply};
use crate::script::{RateLimit, Script, TokenLimit};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use window::Window;

/// The limits of a script, and what clients have used of them. Kept in ticks, as everything is that must
/// come out the same in every run.
#[derive(Debug)]
pub(crate) struct Limits {
    in_flight: Option<usize>,
    requests: Option<RateLimit>,
    tokens: Option<TokenLimit>,
    accounts: Mutex<HashMap<Client, Account>>,
}

#[derive(Debug)]
struct Account {
    in_flight: usize,
    requests: Option<Window>,
    tokens: Option<Window>,
}

/// A request that was let through. Dropped, it is not in flight any more.
#[derive(Debug)]
pub(crate) struct Seat {
    limits: Arc<Limits>,
    client: Client,
}

/// Whether a request is let through, and what is left to its client.
pub(crate) struct Verdict {
    pub(crate) seat: Result<Seat, Reply>,
    pub(crate) standing: Standing,
}

/// Clients of whom something is known, beyond which those who used nothing lately are forgotten.
const MANY: usize = 1024;

impl Limits {
    /// `None` where a script has no limits.
    pub(crate) fn new(script: &Script) -> Option<Arc<Self>> {
        let limits = Limits {
            in_flight: script.max_in_flight,
            requests: script.rate_limit,
            tokens: script.token_limit,
            accounts: Mutex::default(),
        };
        let some =
            limits.in_flight.is_some() || limits.requests.is_some() || limits.counts_tokens();
        some.then(|| Arc::new(limits))
    }

    /// Whether it matters what a request costs.
    pub(crate) fn counts_tokens(&self) -> bool {
        self.tokens.is_some()
    }

    fn accounts(&self) -> MutexGuard<'_, HashMap<Client, Account>> {
        // Accounts are whole between any two calls: a panic elsewhere cannot spoil them.
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets a request through that costs so many tokens, or tells why not.
    pub(crate) fn admit(self: &Arc<Self>, client: Client, now: Duration, tokens: usize) -> Verdict {
        let mut accounts = self.accounts();
        if accounts.len() >= MANY && !accounts.contains_key(&client) {
            accounts.retain(|_, account| account.is_used(now));
        }
        let account = accounts.entry(client.clone()).or_insert_with(|| Account {
            in_flight: 0,
            requests: self.requests.map(|of| Window::new(of.requests, of.per)),
            tokens: self.tokens.map(|of| Window::new(of.tokens, of.per)),
        });
        let refusal = account.refusal(self.in_flight, now, tokens);
        if refusal.is_none() {
            account.in_flight += 1;
            account.take(now, tokens);
        }
        let standing = Standing {
            requests: account.requests.as_mut().map(|window| window.level(now)),
            tokens: account.tokens.as_mut().map(|window| window.level(now)),
        };
        drop(accounts);
        let seat = match refusal {
            None => Ok(Seat {
                limits: Arc::clone(self),
                client,
            }),
            Some(refusal) => Err(refusal),
        };
        Verdict { seat, standing }
    }
}

impl Account {
    fn is_used(&mut self, now: Duration) -> bool {
        let windows = self.requests.iter_mut().chain(&mut self.tokens);
        let mut used = windows.map(|window| window.level(now).used());
        self.in_flight > 0 || used.any(|used| used)
    }

    fn take(&mut self, now: Duration, tokens: usize) {
        for (window, cost) in [(&mut self.requests, 1), (&mut self.tokens, tokens)] {
            if let Some(window) = window {
                window.take(now, cost);
            }
        }
    }

    fn refusal(&mut self, limit: Option<usize>, now: Duration, tokens: usize) -> Option<Reply> {
        if limit.is_some_and(|limit| self.in_flight >= limit) {
            let message = format!("{} requests are in flight already.", self.in_flight);
            return Some(Reply::status(429).retry_after(1).saying(message));
        }
        let mut wait = Duration::ZERO;
        let mut out_of = "requests";
        if let Some(window) = &mut self.tokens {
            let limit = window.limit();
            let Some(until) = window.wait(now, tokens) else {
                // No wait helps: there is nothing to say of how long.
                let message = format!(
                    "Request too large: it has {tokens} tokens, the limit is {limit}. It will never \
                     get through."
                );
                return Some(Reply::status(429).out_of("tokens").saying(message));
            };
            if until > wait {
                (wait, out_of) = (until, "tokens");
            }
        }
        if let Some(window) = &mut self.requests {
            // A limit of at least one has room for one at some time.
            let until = window.wait(now, 1).unwrap_or(Duration::MAX);
            if until > wait {
                (wait, out_of) = (until, "requests");
            }
        }
        if wait.is_zero() {
            return None;
        }
        // Rounded up: a client that waits this long gets through.
        let seconds = wait.as_millis().div_ceil(1000).max(1);
        let what = if out_of == "tokens" { "Token" } else { "Rate" };
        let message = format!("{what} limit reached. Please try again in {seconds} s.");
        let reply = Reply::status(429)
            .out_of(out_of)
            .retry_after(u64::try_from(seconds).unwrap_or(u64::MAX))
            .header(RETRY_AFTER_MS.as_str(), &wait.as_millis().to_string());
        Some(reply.saying(message))
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if let Some(account) = self.limits.accounts().get_mut(&self.client) {
            account.in_flight -= 1;
        }
    }
}
