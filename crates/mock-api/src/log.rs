use crate::client::{Client, Clients};
use crate::note::Note;
use crate::tally::Tally;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};
use timeline::{Event, What, nearest_tick};

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
    /// What nobody has asked for yet, once somebody asks.
    news: Option<Vec<Event>>,
    tally: Tally,
    clients: Clients,
    /// By the numbers of the requests.
    notes: Vec<Note>,
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

    pub(crate) fn news(&self) -> Vec<Event> {
        let mut seen = self.seen();
        match seen.news.replace(Vec::new()) {
            Some(news) => news,
            None => seen.events.clone(),
        }
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

    /// What the clients are called, by their numbers.
    pub(crate) fn clients(&self) -> Vec<String> {
        self.seen().clients.names().to_vec()
    }

    /// What is known of the requests beside their events, by their numbers.
    pub(crate) fn notes(&self) -> Vec<Note> {
        self.seen().notes.clone()
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
    pub(crate) fn arrived(
        self: &Arc<Self>,
        connection: u64,
        client: Client,
        label: String,
        note: Note,
    ) -> Ticket {
        let mut seen = self.seen();
        let request = seen.tally.requests;
        let others_in_flight = seen.tally.in_flight;
        let client = seen.clients.number(client);
        let arrival = seen.push(What::Arrived {
            request,
            connection,
            client,
            label,
        });
        if !seen.closed {
            seen.notes.push(note);
        }
        drop(seen);
        Ticket {
            log: Arc::clone(self),
            request,
            arrival,
            others_in_flight,
            answered: false,
        }
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
            let event = Event { at, what };
            if let Some(news) = &mut self.news {
                news.push(event.clone());
            }
            self.events.push(event);
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
}

/// A request in flight. Dropped before it is answered, it was abandoned: the connection went and
/// took everything that belonged to it along.
#[derive(Debug)]
pub(crate) struct Ticket {
    log: Arc<Log>,
    pub(crate) request: u64,
    pub(crate) arrival: Moment,
    pub(crate) others_in_flight: usize,
    answered: bool,
}

impl Ticket {
    /// Notes that its answer asks to wait before the next attempt.
    pub(crate) fn asks_to_wait(&self, wait: Duration) {
        let mut seen = self.log.seen();
        let number = usize::try_from(self.request).ok();
        if let Some(note) = number.and_then(|number| seen.notes.get_mut(number)) {
            *note = note.waiting(wait);
        }
    }

    pub(crate) fn answered(&mut self, status: u16, latency: Option<u32>) {
        self.answered = true;
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
        if !self.answered {
            let request = self.request;
            self.log.ended(What::Abandoned { request });
        }
    }
}
