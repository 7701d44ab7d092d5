use crate::client::{Client, Clients};
use crate::closing::{Closing, Why};
use crate::latencies::Latencies;
use crate::note::Note;
use crate::remarks::Remarks;
use crate::seen::Seen;
use crate::tally::Tally;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};
use timeline::{Event, TICK, What, nearest_tick};

/// What the server saw, in order. The first event is the origin of all its times.
#[derive(Debug)]
pub(crate) struct Log {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    /// Events that are kept, at most; and as many ends of connections.
    most: usize,
    /// The first request whose arrival was one too many.
    left_out_from: Option<u64>,
    origin: Option<Instant>,
    /// But for the names of the clients, which stand in `clients` until it is taken.
    seen: Seen,
    clients: Clients,
    /// What nobody has asked for yet, once somebody asks.
    news: Option<Vec<Event>>,
    /// Threads that wait for something to change.
    waiting: usize,
    closed: bool,
}

impl Log {
    pub(crate) fn new(most: usize) -> Self {
        Log {
            state: Mutex::new(State {
                most,
                left_out_from: None,
                origin: None,
                seen: Seen::default(),
                clients: Clients::default(),
                news: None,
                waiting: 0,
                closed: false,
            }),
            changed: Condvar::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A list of events is whole after every push: a panic elsewhere cannot spoil it.
        self.state
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    pub(crate) fn events(&self) -> Vec<Event> {
        self.state().seen.events.clone()
    }

    pub(crate) fn news(&self) -> Vec<Event> {
        let mut state = self.state();
        match state.news.replace(Vec::new()) {
            Some(news) => news,
            None => state.seen.events.clone(),
        }
    }

    pub(crate) fn origin(&self) -> Option<Instant> {
        self.state().origin
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.origin()
            .map_or(Duration::ZERO, |origin| origin.elapsed())
    }

    /// The moment that it is, of a log that has an event.
    pub(crate) fn now(&self) -> Moment {
        let now = Instant::now();
        let origin = self.origin().unwrap_or(now);
        let at = now.saturating_duration_since(origin);
        Moment { origin, at }
    }

    pub(crate) fn tally(&self) -> Tally {
        self.state().seen.tally.clone()
    }

    pub(crate) fn latencies(&self) -> Latencies {
        self.state().seen.latencies.clone()
    }

    pub(crate) fn closings(&self) -> Vec<Closing> {
        self.state().seen.closings.clone()
    }

    pub(crate) fn remarks(&self) -> Remarks {
        self.state().seen.remarks.clone()
    }

    /// What the clients are called, by their numbers.
    pub(crate) fn clients(&self) -> Vec<String> {
        self.state().clients.names().to_vec()
    }

    /// Notes nothing from now on.
    pub(crate) fn close(&self) {
        self.state().closed = true;
    }

    /// All that was seen, which is not here any more: a long log is not held twice.
    pub(crate) fn take(&self) -> Seen {
        let mut state = self.state();
        let clients = state.clients.names().to_vec();
        let seen = std::mem::take(&mut state.seen);
        Seen { clients, ..seen }
    }

    pub(crate) fn in_flight(&self) -> usize {
        self.state().seen.tally.in_flight
    }

    pub(crate) fn wait_until_idle(&self, limit: Duration) -> bool {
        let busy = |state: &mut State| state.seen.tally.in_flight > 0;
        let mut state = self.state();
        state.waiting += 1;
        match self.changed.wait_timeout_while(state, limit, busy) {
            Ok((mut state, waited)) => {
                state.waiting -= 1;
                !waited.timed_out()
            }
            Err(_) => false,
        }
    }

    /// Changes what is to be said beside the events.
    pub(crate) fn remark<T>(&self, change: impl FnOnce(&mut Remarks) -> T) -> T {
        change(&mut self.state().seen.remarks)
    }

    /// Notes the end of a connection.
    pub(crate) fn closed(&self, connection: u64, why: Why) {
        let mut state = self.state();
        let at = state.origin.map_or(Duration::ZERO, |it| it.elapsed());
        state.seen.remarks.count(why);
        if !state.closed && state.seen.closings.len() < state.most {
            let closing = Closing {
                at,
                connection,
                why,
            };
            state.seen.closings.push(closing);
        }
    }

    /// Notes a new connection and returns its number and the time.
    pub(crate) fn connected(&self) -> (u64, Moment) {
        let mut state = self.state();
        let connection = state.seen.tally.connections;
        let moment = state.push(What::Connected { connection });
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
        let mut state = self.state();
        let request = state.seen.tally.requests;
        let client = state.clients.number(client);
        let arrival = state.push(What::Arrived {
            request,
            connection,
            client,
            label,
        });
        // Those whose arrival is in the log are the first ones: a note's place is its request's number.
        if !state.closed && state.left_out_from.is_none() {
            state.seen.notes.push(note);
        }
        drop(state);
        Ticket {
            log: Arc::clone(self),
            request,
            arrival,
            ended: false,
        }
    }

    fn note(&self, what: What) {
        self.state().push(what);
    }

    fn ended(&self, what: What, arrival: Moment) {
        let answered = matches!(what, What::Answered { .. });
        let mut state = self.state();
        let end = state.push(what);
        if answered && !state.closed {
            let latency = end.at.saturating_sub(arrival.at);
            state.seen.latencies.note(latency);
        }
        // To wake nobody costs a call of the system all the same.
        if state.waiting > 0 && state.seen.tally.in_flight == 0 {
            self.changed.notify_all();
        }
    }
}

impl State {
    fn push(&mut self, what: What) -> Moment {
        // The time is taken under the lock, so that times in the log never go backwards.
        let now = Instant::now();
        let origin = *self.origin.get_or_insert(now);
        let at = now - origin;
        if self.closed {
            return Moment { origin, at };
        }
        self.seen.tally.count(&what);
        let keeps = self.keeps(&what);
        let event = Event { at, what };
        if let Some(news) = &mut self.news {
            news.push(event.clone());
        }
        if keeps {
            self.seen.events.push(event);
        }
        Moment { origin, at }
    }

    /// Whether the arrival of a request is in the log.
    fn has(&self, request: u64) -> bool {
        self.left_out_from.is_none_or(|first| request < first)
    }

    /// Whether there is room for an event in the log. There always is for the end of a request whose
    /// arrival is in it: no lane of the log shows a request that never ends and did.
    fn keeps(&mut self, what: &What) -> bool {
        let is_room = self.seen.events.len() < self.most;
        match *what {
            What::Connected { .. } => is_room,
            What::Arrived { request, .. } => {
                let keeps = is_room && self.left_out_from.is_none();
                if !keeps {
                    self.left_out_from.get_or_insert(request);
                    self.seen.remarks.left_out += 1;
                }
                keeps
            }
            What::Chunk { request, .. } => is_room && self.has(request),
            What::Answered { request, .. }
            | What::Cut { request, .. }
            | What::Abandoned { request } => self.has(request),
        }
    }
}

/// When something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// Notes that its answer asks to wait before the next attempt.
    pub(crate) fn asks_to_wait(&self, wait: Duration) {
        let mut state = self.log.state();
        let number = usize::try_from(self.request).ok();
        if let Some(note) = number.and_then(|number| state.seen.notes.get_mut(number)) {
            *note = note.waiting(wait);
        }
    }

    /// A part of a streamed answer is about to be sent.
    pub(crate) fn chunk(&self, latency: Option<u32>) {
        let request = self.request;
        self.log.note(What::Chunk { request, latency });
    }

    /// The connection is about to be closed in the middle of the answer.
    pub(crate) fn cut(&mut self, latency: Option<u32>) {
        self.ended = true;
        let request = self.request;
        self.log.ended(What::Cut { request, latency }, self.arrival);
    }

    pub(crate) fn answered(&mut self, status: u16, latency: Option<u32>) {
        self.ended = true;
        let request = self.request;
        let what = What::Answered {
            request,
            status,
            latency,
        };
        self.log.ended(what, self.arrival);
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if !self.ended {
            let request = self.request;
            self.log.ended(What::Abandoned { request }, self.arrival);
        }
    }
}
