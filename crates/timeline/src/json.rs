use crate::{Outcome, Span, Timeline};
use serde_json::{Value, json};

/// Name and version of the schema that [`Timeline::json`] writes. The number changes when a
/// field changes its meaning or goes; new fields leave it as it is.
pub const SCHEMA: &str = "meanwhile.timeline/1";

impl Timeline {
    /// The timeline as JSON. All times are whole ticks since the first event.
    ///
    /// | field | meaning |
    /// |---|---|
    /// | `schema` | [`SCHEMA`] |
    /// | `tick_ms` | milliseconds in a tick |
    /// | `steady` | whether the ticks can be trusted |
    /// | `lanes[].label` | the prompt |
    /// | `lanes[].spans[].start`, `.end` | arrival, and answer or abandonment (`null` while in flight) |
    /// | `lanes[].spans[].outcome` | `ok`, `failed`, `abandoned` or `in flight` |
    /// | `lanes[].spans[].status` | HTTP status, `null` without an answer |
    /// | `connections` | the tick of each new connection |
    /// | `metrics` | `time`, `requests`, `ok`, `failed`, `abandoned`, `peak_in_flight`, `connections` |
    pub fn json(&self) -> Value {
        let metrics = self.metrics();
        let lanes: Vec<Value> = self
            .lanes
            .iter()
            .map(|lane| {
                let spans: Vec<Value> = lane.spans.iter().map(span).collect();
                json!({ "label": lane.label, "spans": spans })
            })
            .collect();
        json!({
            "schema": SCHEMA,
            "tick_ms": u64::try_from(crate::TICK.as_millis()).unwrap_or(u64::MAX),
            "steady": self.steadiness.is_steady(),
            "lanes": lanes,
            "connections": self.connections,
            "metrics": {
                "time": metrics.time,
                "requests": metrics.requests,
                "ok": metrics.ok,
                "failed": metrics.failed,
                "abandoned": metrics.abandoned,
                "peak_in_flight": metrics.peak_in_flight,
                "connections": metrics.connections,
            },
        })
    }
}

fn span(span: &Span) -> Value {
    let status = match span.outcome {
        Outcome::Answered(status) => Some(status),
        Outcome::InFlight | Outcome::Abandoned => None,
    };
    json!({
        "start": span.start,
        "end": span.end,
        "outcome": span.outcome.name(),
        "status": status,
    })
}

impl Outcome {
    /// `ok`, `failed`, `abandoned` or `in flight`.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::InFlight => "in flight",
            Outcome::Abandoned => "abandoned",
            outcome if outcome.is_ok() => "ok",
            Outcome::Answered(_) => "failed",
        }
    }
}
