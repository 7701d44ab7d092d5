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
            What::Chunk { request, .. } => {
                self.commit();
                if let Some(&client) = self.in_flight.get(request) {
                    self.lanes[client].chunk(*request, at);
                }
            }
            What::Cut { request, .. } => self.ended(*request, Outcome::Cut, at),
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

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    fn arrived(ms: u32, request: u64, client: u32) -> Event {
        Event {
            at: MS * ms,
            what: What::Arrived {
                request,
                connection: request,
                client,
                label: format!("article {request}"),
            },
        }
    }

    fn answered(ms: u32, request: u64, status: u16) -> Event {
        Event {
            at: MS * ms,
            what: What::Answered {
                request,
                status,
                latency: None,
            },
        }
    }

    fn hung_up(ms: u32, request: u64) -> Event {
        Event {
            at: MS * ms,
            what: What::Abandoned { request },
        }
    }

    fn names(clients: usize) -> Vec<String> {
        (0..clients).map(|client| format!("…{client:04}")).collect()
    }

    fn board(events: &[Event], now: u32) -> Value {
        let mut board = Board::default();
        board.take(events, &names(100), MS * now);
        board.json()
    }

    #[test]
    fn every_client_has_a_lane_with_its_requests() {
        let events = [
            arrived(0, 0, 0),
            arrived(10, 1, 1),
            answered(300, 0, 200),
            hung_up(400, 1),
            arrived(410, 2, 0),
        ];
        let board = board(&events, 500);
        let totals = json!({ "requests": 3, "ok": 1, "refused": 0, "failed": 0, "hung_up": 1,
            "in_flight": 1, "connections": 0, "clients": 2 });
        assert_eq!(board["totals"], totals);
        let lane = &board["lanes"][0];
        assert_eq!(lane["name"], "…0000");
        assert_eq!(lane["in_flight"], 1);
        let spans = json!([
            { "start": 0, "end": 300, "outcome": "ok", "status": 200, "label": "article 0", "row": 0,
                "chunks": [] },
            { "start": 410, "end": null, "outcome": "in flight", "status": null, "label": "article 2", "row": 0,
                "chunks": [] },
        ]);
        assert_eq!(lane["spans"], spans);
        assert_eq!(board["lanes"][1]["spans"][0]["outcome"], "abandoned");
        assert_eq!(board["lanes"][1]["hung_up"], 1);
    }

    #[test]
    fn parts_of_an_answer_are_told_and_no_more_of_them_than_can_be_seen() {
        let chunk = |ms: u32| Event {
            at: MS * ms,
            what: What::Chunk {
                request: 0,
                latency: None,
            },
        };
        let chunks = |many: u32| {
            let mut events = vec![arrived(0, 0, 0)];
            events.extend((1..=many).map(chunk));
            let board = board(&events, 1000);
            let chunks = board["lanes"][0]["spans"][0]["chunks"].clone();
            serde_json::from_value::<Vec<u32>>(chunks).expect("they are numbers")
        };
        assert_eq!(chunks(3), [1, 2, 3]);
        let many = chunks(900);
        assert!((16..=32).contains(&many.len()), "{many:?}");
        let gaps: Vec<u32> = many.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(gaps.iter().all(|gap| *gap == gaps[0]), "{many:?}");
    }

    #[test]
    fn requests_that_overlap_have_rows_of_their_own() {
        let events = [
            arrived(0, 0, 0),
            arrived(0, 1, 0),
            answered(100, 0, 200),
            arrived(110, 2, 0),
        ];
        let board = board(&events, 200);
        let spans = board["lanes"][0]["spans"].as_array().expect("it has spans");
        let rows: Vec<&Value> = spans.iter().map(|span| &span["row"]).collect();
        assert_eq!(rows, [0, 1, 0]);
    }

    #[test]
    fn what_a_limit_refused_was_not_in_flight() {
        let events = [
            arrived(0, 0, 0),
            arrived(1, 1, 1),
            answered(1, 1, 429),
            arrived(2, 2, 1),
            answered(2, 2, 429),
        ];
        let board = board(&events, 10);
        // Milliseconds, most in flight, in flight after it, refused, failed, hung up.
        assert_eq!(board["load"]["columns"], json!([[0, 1, 1, 2, 0, 0]]));
        assert_eq!(board["totals"]["refused"], 2);
    }

    #[test]
    fn the_load_goes_on_between_columns_in_which_nothing_happened() {
        let events = [arrived(0, 0, 0), arrived(900, 1, 0), hung_up(1000, 0)];
        let early = board(&events, 1000);
        let columns = json!([
            [0, 1, 1, 0, 0, 0],
            [800, 2, 2, 0, 0, 0],
            [1000, 2, 1, 0, 0, 1]
        ]);
        assert_eq!(early["load"], json!({ "before": 0, "columns": columns }));
        let late = board(&events, 60_000);
        assert_eq!(late["load"], json!({ "before": 1, "columns": [] }));
        // What is in flight for so long is still there, and what is over is not.
        let spans = late["lanes"][0]["spans"].as_array().expect("it has spans");
        assert_eq!(spans.len(), 1);
        assert_eq!(spans[0]["label"], "article 1");
    }

    #[test]
    fn many_requests_of_a_client_are_a_load() {
        let few: Vec<Event> = (0..6).map(|request| arrived(0, request, 0)).collect();
        assert!(board(&few, 10)["lanes"][0].get("load").is_none());
        let at_once: Vec<Event> = (0..7).map(|request| arrived(0, request, 0)).collect();
        let lane = &board(&at_once, 10)["lanes"][0];
        assert_eq!(lane["load"]["columns"], json!([[0, 7, 7, 0, 0, 0]]));
        assert!(lane.get("spans").is_none());
        // It stays one while they are all in flight.
        assert!(board(&at_once, 90_000)["lanes"][0].get("load").is_some());
    }

    #[test]
    fn no_more_clients_than_fit_are_drawn_and_all_are_counted() {
        let events: Vec<Event> = (0..100)
            .map(|client| arrived(client, client.into(), client))
            .collect();
        let board = board(&events, 200);
        assert_eq!(board["totals"]["clients"], 100);
        let lanes = board["lanes"].as_array().expect("it has lanes");
        assert_eq!(lanes.len(), LANES);
        assert_eq!(lanes[0]["name"], "…0060", "those that were there last");
        assert_eq!(lanes[39]["name"], "…0099");
    }

    #[test]
    fn a_flood_makes_it_no_larger() {
        let mut flooded = Board::default();
        let mut request = 0;
        let mut round = |ms: u32| {
            let mut events = Vec::new();
            for client in (0..30).cycle().take(600) {
                events.push(arrived(ms, request, client));
                events.push(answered(ms, request, 200));
                request += 1;
            }
            flooded.take(&events, &names(30), MS * ms);
            flooded.json().to_string().len()
        };
        let half_a_minute = (0..150)
            .map(|column| round(column * 200))
            .max()
            .unwrap_or(0);
        let a_minute = (150..300)
            .map(|column| round(column * 200))
            .max()
            .unwrap_or(0);
        // Numbers grow by a digit.
        assert!(
            a_minute * 10 <= half_a_minute * 12,
            "{a_minute} bytes after {half_a_minute}"
        );
        assert!(a_minute < 150_000, "{a_minute} bytes");
    }
}
