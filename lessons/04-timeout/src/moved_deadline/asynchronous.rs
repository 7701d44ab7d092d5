//! A deadline is a future like the calls: a `Sleep`, which can be reset while it is awaited. This
//! is what asyncio calls `timeout.reschedule`.

use crate::tell;
use chat::{Client, Error};
use std::pin::pin;
use std::time::Duration;
use tokio::select;
use tokio::time::{Instant, sleep_until};

/// Asks for a report within 0.4 s, and meanwhile how it is getting on. If it is being worked on,
/// the report may take 0.8 s.
#[tokio::main(flavor = "current_thread")]
pub async fn ask(base_url: &str, report: &str, status: &str) -> Vec<String> {
    let client = Client::new(base_url);
    let start = Instant::now();
    let mut deadline = pin!(sleep_until(start + Duration::from_millis(400)));
    let mut report_call = pin!(client.ask(report));
    let mut status_call = pin!(client.ask(status));
    let mut told = Vec::new();
    loop {
        // The futures are borrowed: those that did not win are awaited again in the next round.
        // What is still waiting at the end is dropped, and the server sees it hang up.
        select! {
            () = &mut deadline => {
                told.push(tell(report, Err(Error::Timeout)));
                return told;
            }
            result = &mut report_call => {
                told.push(tell(report, result));
                return told;
            }
            // A future that is done must not be awaited again.
            result = &mut status_call, if told.is_empty() => {
                if result.as_deref() == Ok("still working") {
                    deadline.as_mut().reset(start + Duration::from_millis(800));
                    told.push(format!("{status}: still working, so the deadline is moved"));
                } else {
                    told.push(format!("{status}: no progress, so the deadline stays"));
                }
            }
        }
    }
}
