//! A chat API that answers on a script and records what it saw.
//!
//! [`MockApi::start`] runs it inside the caller's process, on one thread of its own, on 127.0.0.1
//! and a port that the system picks. It speaks the wire format of OpenAI's API over real HTTP. What it
//! will do is a [`Script`]; what it saw is a list of [`timeline::Event`]s.
//!
//! ```
//! use mock_api::{MockApi, Reply, Script};
//!
//! let api = MockApi::start(Script::new().reply("article 1", Reply::ok().after(3)))?;
//! println!("ask {}/v1/chat/completions", api.url());
//! assert!(api.events().is_empty());
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! # What it has
//!
//! | path | what |
//! |---|---|
//! | `POST /v1/chat/completions` | an answer in one piece, or with `stream: true` as server-sent events; `n`, `stop`, `max_tokens`, `response_format` and a forced call of `tools` are done as they are asked for |
//! | `POST /v1/embeddings` | vectors for one text or many, the same text always with the same one |
//! | `GET /v1/models`, `GET /v1/models/NAME` | models; any name is one |
//!
//! They are there without `/v1` too, and below the base URLs of others who speak this format, such as
//! `/compatible-mode/v1` and `/api/paas/v4`. Any other path is answered with 404 and what there is. What
//! a program relies on and this API cannot do, such as `logprobs`, is refused with 400 by its name; what
//! changes nothing for a program, such as a temperature, is passed by. A page in a browser may ask: every
//! origin is allowed.
//!
//! # What it can be told to do
//!
//! - A [`Reply`] has a status, a latency, a text and headers; it may come in chunks at a pace, stall in its
//!   middle, or be cut off there.
//! - [`Script::workers`] answers so many requests at once and has the others wait, by a schedule perhaps.
//!   [`Script::works_on`] refuses the others.
//! - [`Script::max_in_flight`], [`Script::rate_limit`] and [`Script::token_limit`] are kept for each
//!   client, and told in the headers `x-ratelimit-*` and `retry-after`.
//! - [`Script::embeddings`] takes a time for a call and one for each of its texts, and
//!   [`Script::embedding_workers`] work on them alone.
//! - [`Script::outage`] and [`Script::fail_rate`] fail for a while, or now and then;
//!   [`Script::cut_rate`] and [`Script::stall_rate`] break off, or stall, in the middle of an answer.
//!
//! ```
//! use mock_api::{Delay, MockApi, RateLimit, Reply, Script};
//! use std::time::Duration;
//!
//! let word_by_word = Reply::ok().in_chunks(["The", " first", " word"]).after(3).every(1);
//! let limit = RateLimit { requests: 60, per: Duration::from_secs(60) };
//! let script = Script::new()
//!     .reply("stream", word_by_word)
//!     .workers(4)
//!     .workers_from(20, 2)
//!     .rate_limit(limit)
//!     .embeddings(Reply::ok().after(2), Delay::Ticks(1));
//! # drop(script);
//! ```
//!
//! `cargo witness serve --help` tells how to run it as a program of its own.

mod answer;
mod budget;
mod client;
mod closing;
mod connection;
mod cors;
mod delay;
mod due;
mod entrance;
mod holds;
mod kept;
mod label;
mod latencies;
mod limits;
mod log;
mod luck;
mod note;
mod page;
mod peak;
mod plan;
mod port;
mod remarks;
mod reply;
mod request;
mod respond;
mod room;
mod route;
mod script;
mod seen;
mod server;
mod service;
mod socket;
mod tally;
mod tokens;
mod wire;
mod workers;

pub use closing::{Closing, Why};
pub use delay::Delay;
pub use latencies::Latencies;
pub use note::Note;
pub use page::Page;
pub use peak::most_in_flight;
pub use remarks::{OutOfFiles, Remarks};
pub use reply::Reply;
pub use script::{RateLimit, Script, TokenLimit};
pub use seen::Seen;
pub use tally::Tally;
pub use wire::embedding_of;

use log::Log;
use page::Pages;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use timeline::Event;
use tokio::sync::oneshot;

/// A running mock API. Dropping it stops the server and closes its connections.
#[derive(Debug)]
pub struct MockApi {
    address: SocketAddr,
    log: Arc<Log>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl MockApi {
    /// Starts a server on 127.0.0.1 and a port that the system picks.
    ///
    /// # Errors
    ///
    /// Those of [`MockApi::start_on`].
    pub fn start(script: Script) -> io::Result<Self> {
        Self::start_on((Ipv4Addr::LOCALHOST, 0).into(), script)
    }

    /// Starts a server on a given address. Port 0 lets the system pick one.
    ///
    /// # Errors
    ///
    /// When the address cannot be listened on (port taken, no such interface) or the system
    /// refuses a thread.
    pub fn start_on(address: SocketAddr, script: Script) -> io::Result<Self> {
        Self::launch(address, script, None)
    }

    /// The same, with pages beside the API: `find` is asked with the path of each `GET`, and what it
    /// does not have is the API's. Pages are not in the log. Where there are any, a connection is noted
    /// with its first request to the API: a browser opens some that it never uses.
    ///
    /// ```
    /// use mock_api::{MockApi, Page, Script};
    ///
    /// let api = MockApi::start_with(([127, 0, 0, 1], 0).into(), Script::new(), |path| {
    ///     (path == "/").then(|| Page::whole("text/plain", "Ask /v1/chat/completions."))
    /// })?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`MockApi::start_on`].
    pub fn start_with(
        address: SocketAddr,
        script: Script,
        find: impl Fn(&str) -> Option<Page> + Send + Sync + 'static,
    ) -> io::Result<Self> {
        Self::launch(address, script, Some(Pages::new(find)))
    }

    fn launch(address: SocketAddr, script: Script, pages: Option<Pages>) -> io::Result<Self> {
        let log = Arc::new(Log::new(script.holds.events));
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = mpsc::channel();
        let thread = std::thread::Builder::new().name("mock-api".into()).spawn({
            let log = Arc::clone(&log);
            move || server::run(address, script, pages, log, &tell, stopped)
        })?;
        let address = told
            .recv()
            .unwrap_or_else(|_| Err(io::Error::other("the server's thread ended early")))?;
        Ok(MockApi {
            address,
            log,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// The address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Base URL for this machine, without a slash at the end: `http://127.0.0.1:40123`.
    pub fn url(&self) -> String {
        url_of(self.address)
    }

    /// Everything that it saw so far, in order, as far as the log has room.
    pub fn events(&self) -> Vec<Event> {
        self.log.events()
    }

    /// What it saw since this was last asked, in order; at first, everything so far. From then on what
    /// is new is kept for the next time: ask often.
    pub fn news(&self) -> Vec<Event> {
        self.log.news()
    }

    /// The moment of the first event, from which all others are timed; `None` before it.
    pub fn origin(&self) -> Option<Instant> {
        self.log.origin()
    }

    /// Real time since the first event; zero when there was none.
    pub fn elapsed(&self) -> Duration {
        self.log.elapsed()
    }

    /// What it has seen so far, in numbers.
    pub fn tally(&self) -> Tally {
        self.log.tally()
    }

    /// How long the answers took so far.
    pub fn latencies(&self) -> Latencies {
        self.log.latencies()
    }

    /// The connections that have come to their end, in order, and who ended them.
    pub fn closings(&self) -> Vec<Closing> {
        self.log.closings()
    }

    /// What it has to say beside its log so far.
    pub fn remarks(&self) -> Remarks {
        self.log.remarks()
    }

    /// Requests that arrived and were neither answered nor abandoned.
    pub fn in_flight(&self) -> usize {
        self.log.in_flight()
    }

    /// The clients that came so far, by their numbers ([`timeline::What::Arrived`]): the end of an API
    /// key, or the address of a client without one. A key that the script demands of everybody tells
    /// nobody apart.
    pub fn clients(&self) -> Vec<String> {
        self.log.clients()
    }

    /// Waits until no request is in flight, for `limit` at most, and tells whether that came.
    pub fn wait_until_idle(&self, limit: Duration) -> bool {
        self.log.wait_until_idle(limit)
    }

    /// Stops the server, closes its connections, and returns every event. Requests that were in flight
    /// stay in flight in it: no client hung up.
    pub fn stop(self) -> Vec<Event> {
        self.finish().events
    }

    /// As [`MockApi::stop`], and returns all that it saw.
    pub fn finish(mut self) -> Seen {
        self.end();
        self.log.take()
    }

    fn end(&mut self) {
        // Requests in flight are cut off by us now: the log must not say that a client hung up.
        self.log.close();
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the server was printed when it happened.
            let _ = thread.join();
        }
    }
}

impl Drop for MockApi {
    fn drop(&mut self) {
        self.end();
    }
}

fn url_of(mut address: SocketAddr) -> String {
    // "All addresses" is nothing that a client can connect to on every system.
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => IpAddr::V4(Ipv4Addr::LOCALHOST),
            SocketAddr::V6(_) => IpAddr::V6(Ipv6Addr::LOCALHOST),
        });
    }
    format!("http://{address}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_one_that_a_client_on_this_machine_can_use() {
        for (address, url) in [
            ("127.0.0.1:80", "http://127.0.0.1:80"),
            ("192.168.1.20:8080", "http://192.168.1.20:8080"),
            ("0.0.0.0:8080", "http://127.0.0.1:8080"),
            ("[::1]:8080", "http://[::1]:8080"),
            ("[::]:8080", "http://[::1]:8080"),
        ] {
            let address = address.parse().expect("it is an address");
            assert_eq!(url_of(address), url);
        }
    }
}
