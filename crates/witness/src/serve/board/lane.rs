use super::columns::Columns;
use super::millis;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::time::Duration;
use timeline::Outcome;

/// More requests than this, or more at once, are not told apart in a lane: their number over time is.
const SPANS: u64 = 40;
const AT_ONCE: usize = 6;

/// Spans that are kept: those of a lane that is not crowded, and some that it just had.
const KEPT: usize = 64;

/// Parts of an answer that are kept. Where there are more, every second one goes: they are told apart no
/// better on a screen.
const CHUNKS: usize = 32;

/// A client.
#[derive(Debug)]
pub(super) struct Lane {
    name: String,
    first: Option<Duration>,
    last: Duration,
    spans: VecDeque<Span>,
    columns: Columns,
}

/// A request of a client.
#[derive(Debug)]
struct Span {
    request: u64,
    label: String,
    start: Duration,
    end: Option<Duration>,
    outcome: Outcome,
    /// Its place among those that are in flight with it.
    row: usize,
    chunks: Vec<Duration>,
    /// Of so many parts one is kept.
    one_in: usize,
    parts: usize,
}

impl Lane {
    pub(super) fn new(name: String) -> Self {
        Lane {
            name,
            first: None,
            last: Duration::ZERO,
            spans: VecDeque::new(),
            columns: Columns::default(),
        }
    }

    /// Whether nobody has asked yet.
    pub(super) fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    /// When its first request arrived.
    pub(super) fn first(&self) -> Option<Duration> {
        self.first
    }

    /// When something last happened.
    pub(super) fn last(&self) -> Duration {
        self.last
    }

    pub(super) fn arrived(&mut self, request: u64, label: &str, at: Duration) {
        self.first.get_or_insert(at);
        self.last = at;
        self.columns.arrived(at);
        let taken = |row: usize| {
            let mut there = self.spans.iter().filter(|span| span.end.is_none());
            there.any(|span| span.row == row)
        };
        let row = (0..AT_ONCE).find(|&row| !taken(row));
        let span = Span {
            request,
            label: label.to_owned(),
            start: at,
            end: None,
            outcome: Outcome::InFlight,
            row: row.unwrap_or(AT_ONCE),
            chunks: Vec::new(),
            one_in: 1,
            parts: 0,
        };
        if self.spans.len() == KEPT {
            // Those in flight are the last to go.
            let over = self.spans.iter().position(|span| span.end.is_some());
            self.spans.remove(over.unwrap_or(0));
        }
        self.spans.push_back(span);
    }

    pub(super) fn chunk(&mut self, request: u64, at: Duration) {
        self.last = at;
        let span = self.spans.iter_mut().find(|span| span.request == request);
        if let Some(span) = span {
            span.chunk(at);
        }
    }

    pub(super) fn ended(&mut self, request: u64, outcome: Outcome, at: Duration) {
        self.last = at;
        self.columns.ended(outcome, at);
        let span = self.spans.iter_mut().find(|span| span.request == request);
        if let Some(span) = span {
            span.end = Some(at);
            span.outcome = outcome;
        }
    }

    pub(super) fn count_in_flight(&mut self) {
        self.columns.count_in_flight();
    }

    pub(super) fn forget(&mut self, start: Duration) {
        self.columns.forget_before(start);
        self.spans
            .retain(|span| span.end.is_none_or(|end| end >= start));
    }

    /// Its figures, and its requests or, where those are too many, their number over time.
    pub(super) fn json(&self) -> Value {
        let mut json = self.columns.totals().json();
        json["name"] = self.name.clone().into();
        json["in_flight"] = self.columns.in_flight().into();
        if self.columns.is_crowded(SPANS, AT_ONCE) {
            json["load"] = self.columns.json();
        } else {
            json["spans"] = self.spans.iter().map(Span::json).collect();
        }
        json
    }
}

impl Span {
    fn chunk(&mut self, at: Duration) {
        if self.parts.is_multiple_of(self.one_in) {
            self.chunks.push(at);
        }
        self.parts += 1;
        if self.chunks.len() > CHUNKS {
            let mut index = 0;
            self.chunks.retain(|_| {
                index += 1;
                index % 2 == 1
            });
            self.one_in *= 2;
        }
    }

    fn json(&self) -> Value {
        let status = match self.outcome {
            Outcome::Answered(status) => Some(status),
            Outcome::InFlight | Outcome::Cut | Outcome::Abandoned => None,
        };
        let chunks: Vec<u64> = self.chunks.iter().copied().map(millis).collect();
        json!({
            "start": millis(self.start),
            "end": self.end.map(millis),
            "outcome": self.outcome.name(),
            "status": status,
            "label": self.label,
            "row": self.row,
            "chunks": chunks,
        })
    }
}
