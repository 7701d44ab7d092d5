use crate::closing::Why;
use crate::due::Due;
use crate::holds::Holds;
use crate::log::{Log, Moment};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// The first byte of a TLS record with a handshake, and of no HTTP method.
const TLS: u8 = 0x16;

/// What a connection has come to, told by its socket and by its requests.
#[derive(Debug)]
pub(crate) struct Connection {
    log: Arc<Log>,
    /// Its number in the log, and when it was noted. Who only looks at pages is not in the log.
    noted: OnceLock<(u64, Moment)>,
    stale_after: Option<u32>,
    watched: bool,
    state: Mutex<State>,
    became_idle: Notify,
}

#[derive(Debug, Default)]
struct State {
    has_spoken: bool,
    has_seen_a_page: bool,
    speaks_tls: bool,
    /// Bytes of a request's head have come, and not all of them.
    mid_head: bool,
    /// The last answer was sent, and no other request has come.
    idle_since: Option<Moment>,
    /// It is the client's turn to send a head; `None` while a request is in flight.
    waits_since: Option<Instant>,
    why: Option<Why>,
}

impl Connection {
    pub(crate) fn new(log: Arc<Log>, holds: &Holds) -> Arc<Self> {
        Arc::new(Connection {
            log,
            noted: OnceLock::new(),
            stale_after: holds.stale_after,
            watched: holds.watches_idlers(),
            state: Mutex::new(State {
                waits_since: Some(Instant::now()),
                ..State::default()
            }),
            became_idle: Notify::new(),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A few fields, whole after each change: a panic elsewhere cannot spoil them.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn is_noted(&self) -> bool {
        self.noted.get().is_some()
    }

    /// Notes it in the log, once. Returns its number and when that was.
    pub(crate) fn note(&self) -> (u64, Moment) {
        *self.noted.get_or_init(|| self.log.connected())
    }

    /// Notes that it is a browser's.
    pub(crate) fn sees_a_page(&self) {
        self.state().has_seen_a_page = true;
    }

    /// Notes what its client sent, nothing at the end. Tells whether the server shall see it.
    pub(crate) fn hears(&self, bytes: &[u8]) -> bool {
        let mut state = self.state();
        let Some(first) = bytes.first() else {
            state.why.get_or_insert(Why::Client);
            return true;
        };
        if let (Some(ticks), Some(since)) = (self.stale_after, state.idle_since)
            && self.log.now().tick().saturating_sub(since.tick()) >= ticks
        {
            state.why = Some(Why::Stale);
            return false;
        }
        if !state.has_spoken {
            state.has_spoken = true;
            state.speaks_tls = *first == TLS;
        }
        state.mid_head = state.waits_since.is_some();
        true
    }

    /// Notes that a request's head is complete.
    pub(crate) fn becomes_busy(&self) {
        let mut state = self.state();
        state.mid_head = false;
        state.idle_since = None;
        state.waits_since = None;
    }

    /// Notes that an answer is complete.
    pub(crate) fn becomes_idle(&self) {
        self.waits_from_now();
        if self.watched {
            self.state().idle_since = Some(self.log.now());
            self.became_idle.notify_one();
        }
    }

    /// The client's time to send a head begins.
    pub(crate) fn waits_from_now(&self) {
        let now = Instant::now();
        self.state().waits_since = Some(now);
    }

    /// It has read on: its time begins again, unless a request is in flight.
    pub(crate) fn has_read_on(&self) {
        let now = Instant::now();
        if let Some(since) = &mut self.state().waits_since {
            *since = now;
        }
    }

    /// How long the client still has to send a head. When its time is over, that is why it ends.
    pub(crate) fn time_for_a_head(&self, patience: Duration) -> Option<Duration> {
        let mut state = self.state();
        let waited = state.waits_since.map_or(Duration::ZERO, |it| it.elapsed());
        let left = patience.checked_sub(waited).filter(|left| !left.is_zero());
        if left.is_none() {
            let why = match state.mid_head {
                true => Why::SlowHead,
                false => Why::Idle,
            };
            state.why.get_or_insert(why);
        }
        left
    }

    /// Returns when it has been idle for so many ticks.
    pub(crate) async fn idle_for(&self, ticks: u32) {
        loop {
            let Some(since) = self.state().idle_since else {
                self.became_idle.notified().await;
                continue;
            };
            Due::ticks_from_now(ticks).wait(since).await;
            if self.state().idle_since == Some(since) {
                return;
            }
        }
    }

    /// Notes why it will be closed, unless that is known already.
    pub(crate) fn ends(&self, why: Why) {
        self.state().why.get_or_insert(why);
    }

    /// Notes its end in the log. One that came to no request is in there too if it said something: but
    /// not a browser's, which opens some that it never uses.
    pub(crate) fn ended(&self, served: &hyper::Result<()>) {
        let state = self.state();
        let why = state.why.unwrap_or_else(|| match served {
            Ok(()) => Why::Agreed,
            Err(error) if error.is_parse() && state.speaks_tls => Why::Tls,
            Err(error) if error.is_parse_version_h2() => Why::Http2,
            Err(error) if error.is_parse() => Why::BadHead,
            Err(_) => Why::Client,
        });
        if self.is_noted() || (state.has_spoken && !state.has_seen_a_page) {
            let (number, _) = self.note();
            self.log.closed(number, why);
        }
    }
}
