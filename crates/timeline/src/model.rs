use crate::{Event, Resolution, Steadiness, Track, What, names, nearest_tick, residual};
use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

/// Lanes of spans on whole ticks: what happened in one run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timeline {
    /// One lane for each label, in the order asked for, then by first arrival.
    pub lanes: Vec<Lane>,
    /// The ticks at which the parts of a streamed answer were sent, in order; by the index of its lane
    /// and of its span in the lane. An answer that came in one piece has no entry.
    pub chunks: BTreeMap<(usize, usize), Vec<u32>>,
    /// The tick of each new connection, in order.
    pub connections: Vec<u32>,
    /// Moments of the client, which no server sees, in the order of their ticks.
    pub marks: Vec<Mark>,
    /// The tick at which the client's call returned, where it is not that of the last end: requests went
    /// on after it, and what they were answered with was for nobody; or the call went on when the server
    /// had seen the last of it.
    pub returned: Option<u32>,
    /// How many requests the server works on at once, from which tick on; empty where it has no limit.
    pub limits: Vec<(u32, u32)>,
    /// What else changed during the run.
    pub tracks: Vec<Track>,
    /// How far real time strayed from the ticks.
    pub steadiness: Steadiness,
    /// How long its ticks are.
    pub resolution: Resolution,
}

/// Something that happened to the client: a deadline passed, Ctrl-C was pressed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// When, in ticks since the first event.
    pub tick: u32,
    /// What, in a word or two.
    pub name: String,
}

/// One row of a timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lane {
    /// What the row is about: the prompt of its requests.
    pub label: String,
    /// Stays of requests, by start. A second span is a second attempt.
    pub spans: Vec<Span>,
}

/// One request's stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The tick at which it arrived.
    pub start: u32,
    /// The tick at which it was answered or abandoned; `None` while it is in flight.
    pub end: Option<u32>,
    /// How it ended.
    pub outcome: Outcome,
}

impl Span {
    /// The tick of what the server did: so many after the arrival when the script says so, otherwise
    /// where it was seen, but never before the arrival.
    fn after(&self, latency: Option<u32>, seen: u32) -> u32 {
        match latency {
            Some(latency) => self.start.saturating_add(latency),
            None => seen.max(self.start),
        }
    }

    /// Whether it is in flight just after a tick.
    pub fn is_there(&self, tick: u32) -> bool {
        self.start <= tick && self.end.is_none_or(|end| end > tick)
    }
}

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Neither answered nor abandoned yet.
    InFlight,
    /// Answered with this HTTP status.
    Answered(u16),
    /// The server closed the connection in the middle of the answer.
    Cut,
    /// The client hung up first.
    Abandoned,
}

impl Outcome {
    /// Answered with a status of the 200 family.
    pub fn is_ok(self) -> bool {
        matches!(self, Outcome::Answered(200..=299))
    }
}

/// Figures of a run, all of them counted on its ticks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Metrics {
    /// Ticks from the first event to the last arrival or end of a request.
    pub time: u32,
    /// Requests that arrived.
    pub requests: usize,
    /// Requests answered with a status of the 200 family.
    pub ok: usize,
    /// Requests answered with any other status, or cut off in the middle of an answer.
    pub failed: usize,
    /// Requests that the client gave up.
    pub abandoned: usize,
    /// Requests answered when the call had returned.
    pub for_nobody: usize,
    /// Most requests in flight at once. A request that ends at a tick makes room for one that
    /// starts at it.
    pub peak_in_flight: usize,
    /// Connections that clients opened.
    pub connections: usize,
}

impl Timeline {
    /// Builds the timeline of a log. Lanes named in `order` come first, in that order, even when
    /// no request of theirs arrived: an empty lane is a finding. `worst_stall` is what a watcher
    /// noted while the log was written ([`Steadiness::worst_stall`]).
    ///
    /// Events of requests that never arrived are left out; a server does not write them.
    pub fn from_events(events: &[Event], order: &[String], worst_stall: Duration) -> Self {
        let origin = events.first().map_or(Duration::ZERO, |event| event.at);
        let mut timeline = Timeline {
            steadiness: Steadiness {
                worst_stall,
                ..Steadiness::default()
            },
            ..Timeline::default()
        };
        let mut lane_of = HashMap::new();
        for label in order {
            timeline.lane_index(&mut lane_of, label);
        }
        // Where each request's span is: (lane, index in the lane).
        let mut place = HashMap::new();
        let mut chunks: HashMap<(usize, usize), Vec<u32>> = HashMap::new();
        let mut latest = 0;
        for event in events {
            let at = event.at.saturating_sub(origin);
            let mut tick = nearest_tick(at);
            match &event.what {
                What::Connected { .. } => timeline.connections.push(tick),
                What::Arrived { request, label, .. } => {
                    let lane = timeline.lane_index(&mut lane_of, label);
                    let spans = &mut timeline.lanes[lane].spans;
                    place.insert(*request, (lane, spans.len()));
                    spans.push(Span {
                        start: tick,
                        end: None,
                        outcome: Outcome::InFlight,
                    });
                }
                What::Chunk { request, latency } => {
                    let Some(&(lane, index)) = place.get(request) else {
                        continue;
                    };
                    tick = timeline.lanes[lane].spans[index].after(*latency, tick);
                    chunks.entry((lane, index)).or_default().push(tick);
                }
                What::Answered {
                    request, latency, ..
                }
                | What::Cut { request, latency } => {
                    let Some(&(lane, index)) = place.get(request) else {
                        continue;
                    };
                    let span = &mut timeline.lanes[lane].spans[index];
                    tick = span.after(*latency, tick);
                    span.end = Some(tick);
                    span.outcome = match &event.what {
                        What::Answered { status, .. } => Outcome::Answered(*status),
                        _ => Outcome::Cut,
                    };
                }
                What::Abandoned { request } => {
                    let Some(&(lane, index)) = place.get(request) else {
                        continue;
                    };
                    let span = &mut timeline.lanes[lane].spans[index];
                    // A client may hang up in the very tick in which it sent.
                    tick = tick.max(span.start);
                    span.end = Some(tick);
                    span.outcome = Outcome::Abandoned;
                }
            }
            let steadiness = &mut timeline.steadiness;
            let residual = residual(at, tick);
            steadiness.note(at, tick);
            // An answer without latency comes with its arrival, and is off its tick as that is.
            if let What::Chunk { latency, .. }
            | What::Answered { latency, .. }
            | What::Cut { latency, .. } = &event.what
                && latency.is_some_and(|ticks| ticks > 0)
            {
                steadiness.worst_answer = steadiness.worst_answer.max(residual);
            }
            steadiness.out_of_order += usize::from(tick < latest);
            latest = latest.max(tick);
        }
        for (row, lane) in timeline.lanes.iter_mut().enumerate() {
            // Ties too: the order of two log entries of one tick must not change the picture.
            let key = |span: &Span| (span.start, span.end.unwrap_or(u32::MAX), span.outcome);
            let mut spans: Vec<(Span, Option<Vec<u32>>)> = (0..)
                .zip(&lane.spans)
                .map(|(index, span)| (*span, chunks.remove(&(row, index))))
                .collect();
            spans.sort_by(|(one, its), (other, others)| (key(one), its).cmp(&(key(other), others)));
            lane.spans.clear();
            for (index, (span, chunks)) in spans.into_iter().enumerate() {
                lane.spans.push(span);
                if let Some(chunks) = chunks {
                    timeline.chunks.insert((row, index), chunks);
                }
            }
        }
        timeline
    }

    /// The ticks at which the parts of an answer were sent, by the label of its lane and the index of its
    /// span there; none for an answer in one piece.
    pub fn chunks_of(&self, label: &str, span: usize) -> &[u32] {
        let lane = self.lanes.iter().position(|lane| lane.label == label);
        lane.map_or(&[], |lane| self.chunks_at(lane, span))
    }

    pub(crate) fn chunks_at(&self, lane: usize, span: usize) -> &[u32] {
        self.chunks.get(&(lane, span)).map_or(&[], Vec::as_slice)
    }

    /// The same, with moments of the client. A moment after the end of the run never came.
    pub fn with_marks(mut self, marks: impl IntoIterator<Item = Mark>) -> Self {
        let end = self.end();
        self.marks
            .extend(marks.into_iter().filter(|mark| mark.tick <= end));
        self.marks.sort();
        self
    }

    /// The same, of a call that returned at this tick. Within a tick of the last end it returned with
    /// that: a program takes a moment to end, on a busy machine a longer one.
    pub fn with_return(mut self, tick: u32) -> Self {
        let goes_on = |span: &Span| span.end.is_none_or(|end| end > tick);
        let differs = self.spans().any(goes_on) || tick > self.metrics().time + 1;
        self.returned = differs.then_some(tick);
        self
    }

    /// Ticks from the first event to the last thing that happened: an arrival, an end, or the return of
    /// the call. How long a picture of it is.
    pub fn end(&self) -> u32 {
        self.metrics().time.max(self.returned.unwrap_or(0))
    }

    /// The marks, and the return where it is one.
    pub fn moments(&self) -> Vec<Mark> {
        let returned = self.returned.map(|tick| Mark {
            tick,
            name: names::RETURNED.to_owned(),
        });
        let mut moments: Vec<Mark> = self.marks.iter().cloned().chain(returned).collect();
        moments.sort();
        moments
    }

    /// Whether a request was answered when its caller had returned.
    pub fn is_for_nobody(&self, span: &Span) -> bool {
        let answered = matches!(span.outcome, Outcome::Answered(_));
        answered
            && self
                .returned
                .is_some_and(|tick| span.end.is_some_and(|end| end > tick))
    }

    /// The lane of a label, which is added when it is new.
    fn lane_index(&mut self, lane_of: &mut HashMap<String, usize>, label: &str) -> usize {
        if let Some(&lane) = lane_of.get(label) {
            return lane;
        }
        let lane = self.lanes.len();
        lane_of.insert(label.to_owned(), lane);
        self.lanes.push(Lane {
            label: label.to_owned(),
            spans: Vec::new(),
        });
        lane
    }

    /// All spans, lane by lane.
    pub fn spans(&self) -> impl Iterator<Item = &Span> {
        self.lanes.iter().flat_map(|lane| &lane.spans)
    }

    /// The stays in the lane of a label, by start; none where there is no such lane.
    pub fn lane(&self, label: &str) -> &[Span] {
        let lane = self.lanes.iter().find(|lane| lane.label == label);
        lane.map_or(&[], |lane| &lane.spans)
    }

    /// Requests in flight just after a tick: one that ends at it is none, one that starts at it is.
    pub fn in_flight_at(&self, tick: u32) -> usize {
        self.spans().filter(|span| span.is_there(tick)).count()
    }

    /// The tick at which the last request ended; `None` when none did.
    pub fn ended_at(&self) -> Option<u32> {
        self.spans().filter_map(|span| span.end).max()
    }

    /// The figures of this run.
    pub fn metrics(&self) -> Metrics {
        let count =
            |wanted: fn(Outcome) -> bool| self.spans().filter(|span| wanted(span.outcome)).count();
        let requests = self.spans().count();
        let ended = count(|outcome| matches!(outcome, Outcome::Answered(_) | Outcome::Cut));
        let ok = count(Outcome::is_ok);
        Metrics {
            time: self
                .spans()
                .flat_map(|span| [Some(span.start), span.end])
                .flatten()
                .max()
                .unwrap_or(0),
            requests,
            ok,
            failed: ended - ok,
            abandoned: count(|outcome| outcome == Outcome::Abandoned),
            for_nobody: self.spans().filter(|span| self.is_for_nobody(span)).count(),
            peak_in_flight: self.peak_in_flight(),
            connections: self.connections.len(),
        }
    }

    fn peak_in_flight(&self) -> usize {
        let load = self.load();
        load.into_iter()
            .map(|(_, number)| number)
            .max()
            .unwrap_or(0)
    }
}
