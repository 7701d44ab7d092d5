//! The clients that are measured: threads with ureq, and futures with reqwest, all in
//! one task.

use chat::blocking;
use futures::{StreamExt, TryStreamExt, stream};
use std::sync::RwLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// What is asked. The server answers everything alike.
const PROMPT: &str = "ping";

/// Bytes of a small buffer, two for each connection of ureq. Question and answer fit into it.
const SMALL: usize = 4 * 1024;

/// A client with its connections, which stay open from one run to the next.
pub(crate) enum Client {
    Threads(blocking::Client),
    Futures(Runtime, chat::Client),
    /// A new connection for each request, to this URL.
    Afresh(Runtime, String),
}

impl Client {
    pub(crate) fn threads(url: &str) -> Self {
        Client::Threads(blocking::Client::new(url))
    }

    /// With buffers that are smaller than ureq's own.
    pub(crate) fn small_threads(url: &str) -> Self {
        let config = blocking::settings()
            .input_buffer_size(SMALL)
            .output_buffer_size(SMALL);
        let agent = blocking::agent(config.build());
        Client::Threads(blocking::Client::with_agent(url, agent))
    }

    pub(crate) fn futures(url: &str) -> Result<Self, String> {
        Ok(Client::Futures(runtime()?, chat::Client::new(url)))
    }

    pub(crate) fn afresh(url: &str) -> Result<Self, String> {
        Ok(Client::Afresh(runtime()?, url.to_owned()))
    }

    /// Sends requests, so many at once, and returns how long it took until all were answered. Threads
    /// are started before.
    pub(crate) fn run(&self, requests: u32, at_once: u32) -> Result<Duration, String> {
        match self {
            Client::Threads(client) => threads(client, requests, at_once),
            Client::Futures(runtime, client) => {
                let ask = async || client.ask(PROMPT).await;
                futures(runtime, ask, requests, at_once)
            }
            Client::Afresh(runtime, url) => {
                let ask = async || chat::Client::new(url).ask(PROMPT).await;
                futures(runtime, ask, requests, at_once)
            }
        }
    }
}

pub(crate) fn runtime() -> Result<Runtime, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.map_err(|error| format!("the runtime does not start: {error}"))
}

fn futures(
    runtime: &Runtime,
    ask: impl AsyncFn() -> Result<String, chat::Error>,
    requests: u32,
    at_once: u32,
) -> Result<Duration, String> {
    let start = Instant::now();
    let asked = stream::iter(0..requests).map(|_| ask());
    let asked = asked.buffer_unordered(at_once as usize);
    let all = asked.try_for_each(|_| async { Ok(()) });
    runtime.block_on(all).map_err(|error| error.to_string())?;
    Ok(start.elapsed())
}

/// Threads that take requests from one count until none is left. They begin when the last of them has
/// been started: most claims run at a hundredth of their durations, and starting threads, which takes as
/// long as ever, would weigh a hundred times as much as in the claim.
fn threads(client: &blocking::Client, requests: u32, at_once: u32) -> Result<Duration, String> {
    let taken = AtomicU32::new(0);
    let gate = RwLock::new(());
    let work = || {
        drop(gate.read());
        while taken.fetch_add(1, Ordering::Relaxed) < requests {
            client.ask(PROMPT).map_err(|error| error.to_string())?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let closed = gate.write();
        let mut workers = Vec::with_capacity(at_once as usize);
        for number in 0..at_once {
            let worker = thread::Builder::new().spawn_scoped(scope, work);
            workers.push(worker.map_err(|error| {
                // Those that are there shall end soon.
                taken.store(requests, Ordering::Relaxed);
                format!("the system gave {number} threads and no more: {error}")
            })?);
        }
        let start = Instant::now();
        drop(closed);
        let panicked = |_| Err("a thread panicked".to_owned());
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().unwrap_or_else(panicked))?;
        Ok(start.elapsed())
    })
}
