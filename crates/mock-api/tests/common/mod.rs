//! A small HTTP client that hides nothing, and what the server saw of it.
#![allow(dead_code, reason = "each test file uses its own part of this")]

pub(crate) mod http;
pub(crate) mod steadily;

use mock_api::{Delay, Reply};
use std::thread;
use std::time::{Duration, Instant};
use timeline::{Event, What};

/// How long a test waits for what must come. It is never waited for in vain.
pub(crate) const SOON: Duration = Duration::from_secs(20);

pub(crate) fn never() -> Reply {
    Reply::ok().delayed(Delay::Never)
}

pub(crate) fn wait_until(mut reached: impl FnMut() -> bool) {
    let start = Instant::now();
    while !reached() {
        assert!(start.elapsed() < SOON, "it does not come");
        thread::sleep(Duration::from_millis(1));
    }
}

/// Status and scripted latency of every answer, in the order of the answers.
pub(crate) fn answers(events: &[Event]) -> Vec<(u16, Option<u32>)> {
    let answers = events.iter().map(|event| match event.what {
        What::Answered {
            status, latency, ..
        } => Some((status, latency)),
        _ => None,
    });
    answers.flatten().collect()
}

pub(crate) fn count(events: &[Event], wanted: fn(&What) -> bool) -> usize {
    events.iter().filter(|event| wanted(&event.what)).count()
}

pub(crate) fn is_connection(what: &What) -> bool {
    matches!(what, What::Connected { .. })
}

pub(crate) fn is_abandonment(what: &What) -> bool {
    matches!(what, What::Abandoned { .. })
}
