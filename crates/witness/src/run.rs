//! What the server saw of some clients, request by request on the real clock. Pure: it is made from a
//! log, and all that the report says comes from it.

use mock_api::Seen;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::time::Duration;
use timeline::{Event, Outcome, What};

/// What the log of a server says, put together.
#[derive(Debug, Default)]
pub(crate) struct Run<'a> {
    /// The log itself.
    pub(crate) events: &'a [Event],
    /// All that the server saw, where that is known: the log may have had no room for the rest.
    pub(crate) seen: Option<&'a Seen>,
    /// What the clients are called, by their numbers.
    pub(crate) clients: &'a [String],
    /// In the order of their arrival.
    pub(crate) requests: Vec<Request<'a>>,
    /// When each connection was opened, by its number.
    pub(crate) opened: Vec<Duration>,
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request<'a> {
    pub(crate) client: u32,
    pub(crate) connection: u64,
    pub(crate) label: &'a str,
    /// The same number where the same was sent to the same address.
    pub(crate) body: u64,
    pub(crate) start: Duration,
    /// `None` while it is in flight.
    pub(crate) end: Option<Duration>,
    pub(crate) outcome: Outcome,
    /// How long the answer asks to wait.
    pub(crate) wait: Option<Duration>,
    /// When its connection was closed, where that is known and this was the last request on it.
    pub(crate) closed: Option<Duration>,
}

impl Request<'_> {
    pub(crate) fn is_ok(&self) -> bool {
        self.outcome.is_ok()
    }

    pub(crate) fn status(&self) -> Option<u16> {
        match self.outcome {
            Outcome::Answered(status) => Some(status),
            Outcome::Cut | Outcome::Abandoned | Outcome::InFlight => None,
        }
    }

    pub(crate) fn took(&self) -> Option<Duration> {
        Some(self.end?.saturating_sub(self.start))
    }
}

impl<'a> Run<'a> {
    /// What a server saw.
    pub(crate) fn of(seen: &'a Seen) -> Self {
        let mut run = Run {
            seen: Some(seen),
            ..Run::new(&seen.events, &seen.notes, &seen.clients)
        };
        run.close(&seen.closings);
        run
    }

    fn close(&mut self, closings: &[mock_api::Closing]) {
        let closed: HashMap<u64, Duration> = closings
            .iter()
            .map(|closing| (closing.connection, closing.at))
            .collect();
        let mut over = HashSet::new();
        for request in self.requests.iter_mut().rev() {
            if over.insert(request.connection) {
                request.closed = closed.get(&request.connection).copied();
            }
        }
    }

    /// What the server saw, where its log has not all of it.
    pub(crate) fn beyond_the_log(&self) -> Option<&'a Seen> {
        self.seen.filter(|seen| seen.left_out() > 0)
    }

    /// How many connections were opened.
    pub(crate) fn connections(&self) -> usize {
        let counted = self.beyond_the_log().map(|seen| seen.tally.connections);
        let counted = counted.and_then(|counted| usize::try_from(counted).ok());
        counted.unwrap_or(self.opened.len())
    }

    /// What the server has to say that no event shows.
    pub(crate) fn remarks(&self) -> Vec<String> {
        self.seen.map_or_else(Vec::new, |seen| seen.remarks.told())
    }

    /// Puts a log together. Times begin at its first event.
    pub(crate) fn new(
        events: &'a [Event],
        notes: &[mock_api::Note],
        clients: &'a [String],
    ) -> Self {
        let mut run = Run {
            events,
            clients,
            ..Run::default()
        };
        let origin = events.first().map_or(Duration::ZERO, |event| event.at);
        // Where each request is, by its number.
        let mut places = HashMap::new();
        for event in events {
            let at = event.at.saturating_sub(origin);
            let (request, outcome) = match &event.what {
                What::Connected { .. } => {
                    run.opened.push(at);
                    continue;
                }
                What::Arrived {
                    request,
                    connection,
                    client,
                    label,
                } => {
                    places.insert(*request, run.requests.len());
                    let note = usize::try_from(*request).ok();
                    let note = note.and_then(|number| notes.get(number));
                    run.requests.push(Request {
                        client: *client,
                        connection: *connection,
                        label,
                        body: note.map_or(*request, |note| note.body),
                        start: at,
                        end: None,
                        outcome: Outcome::InFlight,
                        wait: note.and_then(|note| note.wait()),
                        closed: None,
                    });
                    continue;
                }
                What::Answered {
                    request, status, ..
                } => (request, Outcome::Answered(*status)),
                What::Chunk { .. } => continue,
                What::Cut { request, .. } => (request, Outcome::Cut),
                What::Abandoned { request } => (request, Outcome::Abandoned),
            };
            if let Some(&place) = places.get(request) {
                run.requests[place].end = Some(at);
                run.requests[place].outcome = outcome;
            }
        }
        run
    }

    /// The requests of each client that sent some, with its name, in the order in which they came.
    pub(crate) fn by_client(&self) -> Vec<(&'a str, Vec<&Request<'a>>)> {
        let mut each: Vec<(&str, Vec<&Request<'_>>)> = self
            .clients
            .iter()
            .map(|name| (name.as_str(), Vec::new()))
            .collect();
        for request in &self.requests {
            let number = usize::try_from(request.client).ok();
            if let Some((_, requests)) = number.and_then(|number| each.get_mut(number)) {
                requests.push(request);
            }
        }
        each.retain(|(_, requests)| !requests.is_empty());
        each
    }

    pub(crate) fn all(&self) -> Vec<&Request<'a>> {
        self.requests.iter().collect()
    }
}

/// A request that was sent again when it had ended without success, and the attempt that followed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Retry<'a> {
    pub(crate) before: &'a Request<'a>,
    pub(crate) after: &'a Request<'a>,
}

impl Retry<'_> {
    /// How long the client waited between the two.
    pub(crate) fn gap(&self) -> Duration {
        let end = self.before.end.unwrap_or(self.before.start);
        self.after.start.saturating_sub(end)
    }
}

/// The retries among some requests, in the order of their arrival. Who sends the same several times has
/// each failure matched with the first request that came after it.
pub(crate) fn retries<'a>(requests: &[&'a Request<'a>]) -> Vec<Retry<'a>> {
    let mut failed: HashMap<(u32, u64), BTreeSet<(Duration, usize)>> = HashMap::new();
    let mut retries = Vec::new();
    for (index, &request) in requests.iter().enumerate() {
        let waiting = failed.entry((request.client, request.body)).or_default();
        if let Some(&(end, before)) = waiting.first()
            && end <= request.start
        {
            waiting.pop_first();
            retries.push(Retry {
                before: requests[before],
                after: request,
            });
        }
        if let Some(end) = request.end
            && !request.is_ok()
        {
            waiting.insert((end, index));
        }
    }
    retries
}
