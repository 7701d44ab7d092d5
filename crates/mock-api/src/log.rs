use crate::tally::Tally;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};
use timeline::{Event, TICK, What, nearest_tick};

/// What the server saw, in order. The first event is the origin of all its times.
#[derive(Debug, Default)]
pub(crate) struct Log {
    seen: Mutex<Seen>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Seen {
    origin: Option<Instant>,
    events: Vec<Event>,
    tally: Tally,
    closed: bool,
}

impl Log {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        // A list of events is whole after every push: a panic elsewhere cannot spoil it.
        self.seen
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    pub(crate) fn events(&self) -> Vec<Event> {
        self.seen().events.clone()
    }

    pub(crate) fn origin(&self) -> Option<Instant> {
        self.seen().origin
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.origin()
            .map_or(Duration::ZERO, |origin| origin.elapsed())
    }

    pub(crate) fn tally(&self) -> Tally {
        self.seen().tally.clone()
    }

    /// Notes nothing from now on.
    pub(crate) fn close(&self) {
        self.seen().closed = true;
    }

    pub(crate) fn wait_until_idle(&self, limit: Duration) -> bool {
        let busy = |seen: &mut Seen| seen.tally.in_flight > 0;
        match self.changed.wait_timeout_while(self.seen(), limit, busy) {
            Ok((_, waited)) => !waited.timed_out(),
            Err(_) => false,
        }
    }

    /// Notes a new connection and returns its number and the time.
    pub(crate) fn connected(&self) -> (u64, Moment) {
        let mut seen = self.seen();
        let connection = seen.tally.connections;
        let moment = seen.push(What::Connected { connection });
        (connection, moment)
    }

    /// Notes a request and returns the ticket that its answer, or its end without one, is noted
    /// with.
    pub(crate) fn arrived(self: &Arc<Self>, connection: u64, label: String) -> Ticket {
        let mut seen = self.seen();
        let request = seen.tally.requests;
        let arrival = seen.push(What::Arrived {
            request,
            connection,
            label,
        });
        drop(seen);
        Ticket {
            log: Arc::clone(self),
            request,
            arrival,
            ended: false,
        }
    }

    fn note(&self, what: What) {
        self.seen().push(what);
    }

    fn ended(&self, what: What) {
        let mut seen = self.seen();
        seen.push(what);
        if seen.tally.in_flight == 0 {
            self.changed.notify_all();
        }
    }
}

impl Seen {
    fn push(&mut self, what: What) -> Moment {
        // The time is taken under the lock, so that times in the log never go backwards.
        let now = Instant::now();
        let origin = *self.origin.get_or_insert(now);
        let at = now - origin;
        self.tally.count(&what);
        if !self.closed {
            self.events.push(Event { at, what });
        }
        Moment { origin, at }
    }
}

/// When something happened.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    pub(crate) origin: Instant,
    pub(crate) at: Duration,
}

impl Moment {
    pub(crate) fn tick(self) -> u32 {
        nearest_tick(self.at)
    }

    /// A tick of the same log.
    pub(crate) fn on(self, tick: u32) -> Self {
        Moment {
            at: TICK * tick,
            ..self
        }
    }

    /// Now, in the same log.
    pub(crate) fn now(self) -> Self {
        Moment {
            at: self.origin.elapsed(),
            ..self
        }
    }
}

/// A request in flight. Dropped before it has ended, it was abandoned: the connection went and
/// took everything that belonged to it along.
#[derive(Debug)]
pub(crate) struct Ticket {
    log: Arc<Log>,
    pub(crate) request: u64,
    pub(crate) arrival: Moment,
    ended: bool,
}

impl Ticket {
    /// A part of a streamed answer is about to be sent.
    pub(crate) fn chunk(&self, latency: Option<u32>) {
        let request = self.request;
        self.log.note(What::Chunk { request, latency });
    }

    /// The connection is about to be closed in the middle of the answer.
    pub(crate) fn cut(&mut self, latency: Option<u32>) {
        self.ended = true;
        let request = self.request;
        self.log.ended(What::Cut { request, latency });
    }

    pub(crate) fn answered(&mut self, status: u16, latency: Option<u32>) {
        self.ended = true;
        let request = self.request;
        self.log.ended(What::Answered {
            request,
            status,
            latency,
        });
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if !self.ended {
            let request = self.request;
            self.log.ended(What::Abandoned { request });
        }
    }
}
