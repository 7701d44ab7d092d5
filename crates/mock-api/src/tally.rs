use std::collections::BTreeMap;
use timeline::{Event, What};

/// What a server has seen so far, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Connections that clients opened.
    pub connections: u64,
    /// Requests that arrived.
    pub requests: u64,
    /// Requests that arrived and were neither answered nor abandoned.
    pub in_flight: usize,
    /// The most requests that were in flight at once before the last event, without those that were
    /// answered 429 before anything else happened.
    pub most_in_flight: usize,
    /// Answers, by HTTP status.
    pub answered: BTreeMap<u16, u64>,
    /// Requests whose connection the server closed in the middle of the answer.
    pub cut: u64,
    /// Requests whose client hung up before the answer.
    pub abandoned: u64,
}

impl Tally {
    /// Counts what a server saw.
    pub fn of(events: &[Event]) -> Self {
        let mut tally = Tally::default();
        events.iter().for_each(|event| tally.count(&event.what));
        tally
    }

    pub(crate) fn count(&mut self, what: &What) {
        // Who was refused at once was never in flight. So it is counted with the event after it.
        if !matches!(what, What::Answered { status: 429, .. }) {
            self.most_in_flight = self.most_in_flight.max(self.in_flight);
        }
        match what {
            What::Connected { .. } => self.connections += 1,
            What::Arrived { .. } => {
                self.requests += 1;
                self.in_flight += 1;
            }
            What::Chunk { .. } => {}
            What::Cut { .. } => {
                self.in_flight -= 1;
                self.cut += 1;
            }
            What::Answered { status, .. } => {
                self.in_flight -= 1;
                *self.answered.entry(*status).or_default() += 1;
            }
            What::Abandoned { .. } => {
                self.in_flight -= 1;
                self.abandoned += 1;
            }
        }
    }
}
