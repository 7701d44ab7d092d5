//! Graceful shutdown: no new request, time for those in flight, and then they are dropped.

use super::{Error, GRACE, Report};
use crate::signals::asynchronous::Signals;
use chat::Client;
use futures::future::try_join_all;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::time::Duration;
use tokio::{select, time::sleep};
use tokio_util::sync::CancellationToken;

/// Asks for a summary of each article, three at a time, until a signal comes. Then those in flight
/// have 0.4 s. A second signal ends it at once.
///
/// # Errors
///
/// The first call that fails ends it. So does a system that refuses to tell signals.
#[tokio::main(flavor = "current_thread")]
pub async fn summarise(
    base_url: &str,
    articles: &[String],
    script: &[Duration],
) -> Result<Report, Error> {
    let mut signals = Signals::listen(script)?;
    let client = Client::new(base_url);
    let queue = RefCell::new(VecDeque::from(articles.to_vec()));
    let stop = CancellationToken::new();
    let done = RefCell::new(Vec::new());
    let worker = async |_| {
        while !stop.is_cancelled() {
            let next = queue.borrow_mut().pop_front();
            let Some(article) = next else { break };
            client.ask(&article).await?;
            done.borrow_mut().push(article);
        }
        Ok::<(), chat::Error>(())
    };
    let mut workers = Box::pin(try_join_all((0..3).map(worker)));
    let mut signal = select! {
        all = &mut workers => all.map(|_| None)?,
        first = signals.next() => Some(first),
    };
    if signal.is_some() {
        stop.cancel();
        select! {
            rest = &mut workers => drop(rest?),
            () = sleep(GRACE) => {}
            second = signals.next() => signal = Some(second),
        }
    }
    // With them the calls are dropped that are still in flight: their connections close.
    drop(workers);
    Ok(Report::new(signal, articles, done.take(), queue.take()))
}
