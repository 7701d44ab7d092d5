//! What the page shows: the last half minute of a server's log, client by client.
//!
//! *Invariant:* how much there is to draw, to send and to keep depends on the clients and on what is in
//! flight, never on how many requests there were.

mod columns;
mod lane;

use columns::{Column, Columns};
use lane::Lane;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::time::Duration;
use timeline::{Event, Outcome, What};

/// How far back the page looks.
pub(crate) const WINDOW: Duration = Duration::from_secs(30);

/// Lanes that a screen has room for; with more clients, those that were there last.
const LANES: usize = 40;

/// What a server's log says, as far as the page shows it.
#[derive(Debug, Default)]
pub(crate) struct Board {
    now: Duration,
    all: Columns,
    lanes: Vec<Lane>,
    connections: u64,
    /// The client of each request in flight.
    in_flight: HashMap<u64, usize>,
    /// A request that came last and may be refused before anything else happens.
    last: Option<u64>,
}

impl Board {
    /// Takes what happened since.
    pub(crate) fn take(&mut self, events: &[Event], names: &[String], now: Duration) {
        for event in events {
            self.event(event, names);
        }
        self.now = self.now.max(now);
        self.commit();
        let start = self.now.saturating_sub(WINDOW);
        self.all.forget_before(start);
        self.lanes.iter_mut().for_each(|lane| lane.forget(start));
    }

    fn event(&mut self, event: &Event, names: &[String]) {
        let at = event.at;
        match &event.what {
            What::Connected { .. } => self.connections += 1,
            What::Arrived {
                request,
                client,
                label,
                ..
            } => {
                self.commit();
                let client = *client as usize;
                while self.lanes.len() <= client {
                    let name = names.get(self.lanes.len()).cloned().unwrap_or_default();
                    self.lanes.push(Lane::new(name));
                }
                self.in_flight.insert(*request, client);
                self.lanes[client].arrived(*request, label, at);
                self.all.arrived(at);
                self.last = Some(*request);
            }
            What::Answered {
                request, status, ..
            } => {
                // What a limit has refused was never worked on: it is not in flight.
                if *status == 429 && self.last == Some(*request) {
                    self.last = None;
                }
                self.ended(*request, Outcome::Answered(*status), at);
            }
            What::Abandoned { request } => self.ended(*request, Outcome::Abandoned, at),
        }
    }

    fn ended(&mut self, request: u64, outcome: Outcome, at: Duration) {
        self.commit();
        if let Some(client) = self.in_flight.remove(&request) {
            self.lanes[client].ended(request, outcome, at);
            self.all.ended(outcome, at);
        }
    }

    /// Whoever came last is in flight, now that something else happened.
    fn commit(&mut self) {
        if let Some(request) = self.last.take()
            && let Some(&client) = self.in_flight.get(&request)
        {
            self.all.count_in_flight();
            self.lanes[client].count_in_flight();
        }
    }

    /// All that there is to draw.
    pub(crate) fn json(&self) -> Value {
        let mut shown: Vec<&Lane> = self.lanes.iter().filter(|lane| !lane.is_empty()).collect();
        let clients = shown.len();
        if clients > LANES {
            shown.sort_by_key(|lane| std::cmp::Reverse(lane.last()));
            shown.truncate(LANES);
            shown.sort_by_key(|lane| lane.first());
        }
        let lanes: Vec<Value> = shown.iter().map(|lane| lane.json()).collect();
        let mut totals = self.all.totals().json();
        totals["in_flight"] = self.in_flight.len().into();
        totals["connections"] = self.connections.into();
        totals["clients"] = clients.into();
        json!({
            "now": millis(self.now),
            "window": millis(WINDOW),
            "column": millis(Column::WIDTH),
            "totals": totals,
            "load": self.all.json(),
            "lanes": lanes,
        })
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
