//! The deadline is passed along, and each step gets the time that is left until then.

use crate::tell;
use chat::{Error, blocking::Client};
use std::time::{Duration, Instant};

/// Asks for one step after the other, and has all of them done within 0.7 s.
pub fn write(base_url: &str, steps: &[String]) -> Vec<String> {
    let client = Client::new(base_url);
    let deadline = Instant::now() + Duration::from_millis(700);
    let mut told = Vec::new();
    for step in steps {
        told.push(tell(step, ask_until(&client, step, deadline)));
    }
    told
}

pub(super) fn ask_until(client: &Client, step: &str, deadline: Instant) -> Result<String, Error> {
    // Of a deadline that is over, nothing is left. A plain difference is allowed to panic then.
    let left = deadline.saturating_duration_since(Instant::now());
    // A call that has no time is not worth a connection.
    if left.is_zero() {
        return Err(Error::Timeout);
    }
    client.within(left).ask(step)
}

/// Each step gets a timeout of its own. Nothing limits their sum.
pub fn wrong_per_step(base_url: &str, steps: &[String]) -> Vec<String> {
    let client = Client::new(base_url);
    let limit = Duration::from_millis(400);
    let mut told = Vec::new();
    for step in steps {
        told.push(tell(step, client.within(limit).ask(step)));
    }
    told
}
