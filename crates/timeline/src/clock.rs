use crate::{Event, Lane, Outcome, Resolution, Span, Timeline, What};
use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

/// The lanes that a label has: requests that overlap have one each.
#[derive(Default)]
struct Lanes {
    /// Those in which nothing is in flight.
    free: BTreeSet<usize>,
    number: usize,
}

impl Timeline {
    /// Builds the timeline of a log on the real clock: everything stands where it happened, whatever a
    /// script says, at a [`Resolution`] that suits the length of the run. Requests of one label that
    /// overlap have lanes of their own, such as `hello` and `hello (2)`. The run is called steady, since
    /// it does not claim to be on scripted ticks.
    pub fn on_clock(events: &[Event]) -> Self {
        let origin = events.first().map_or(Duration::ZERO, |event| event.at);
        let last = events.last().map_or(Duration::ZERO, |event| event.at);
        let mut timeline = Timeline {
            resolution: Resolution::of(last.saturating_sub(origin)),
            ..Timeline::default()
        };
        let mut lanes_of: HashMap<&str, Lanes> = HashMap::new();
        // Where each request's span is: its label, its lane, and its index there.
        let mut places = HashMap::new();
        for event in events {
            let at = event.at.saturating_sub(origin);
            let tick = timeline.resolution.nearest(at);
            let (request, outcome) = match &event.what {
                What::Connected { .. } => {
                    timeline.connections.push(tick);
                    continue;
                }
                What::Arrived { request, label, .. } => {
                    let lanes = lanes_of.entry(label).or_default();
                    let lane = lanes.free.pop_first();
                    let lane = lane.unwrap_or_else(|| timeline.add_lane(label, lanes));
                    let spans = &mut timeline.lanes[lane].spans;
                    places.insert(*request, (label, lane, spans.len()));
                    spans.push(Span {
                        start: tick,
                        end: None,
                        outcome: Outcome::InFlight,
                    });
                    continue;
                }
                What::Chunk { request, .. } => {
                    if let Some(&(_, lane, index)) = places.get(request) {
                        let chunks = timeline.chunks.entry((lane, index)).or_default();
                        chunks.push(tick);
                    }
                    continue;
                }
                What::Answered {
                    request, status, ..
                } => (request, Outcome::Answered(*status)),
                What::Cut { request, .. } => (request, Outcome::Cut),
                What::Abandoned { request } => (request, Outcome::Abandoned),
            };
            let Some(&(label, lane, index)) = places.get(request) else {
                continue;
            };
            let span = &mut timeline.lanes[lane].spans[index];
            span.end = Some(tick);
            span.outcome = outcome;
            lanes_of.entry(label).or_default().free.insert(lane);
        }
        timeline
    }

    fn add_lane(&mut self, label: &str, lanes: &mut Lanes) -> usize {
        lanes.number += 1;
        self.lanes.push(Lane {
            label: match lanes.number {
                1 => label.to_owned(),
                number => format!("{label} ({number})"),
            },
            spans: Vec::new(),
        });
        self.lanes.len() - 1
    }
}
