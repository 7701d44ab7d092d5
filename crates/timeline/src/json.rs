use crate::{Lane, MAX_STALL, Mark, Outcome, Resolution, Span, Steadiness, Steps, Timeline, Track};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt;

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
    /// | `lanes[].spans[].outcome` | `ok`, `failed`, `cut off`, `abandoned` or `in flight` |
    /// | `lanes[].spans[].status` | HTTP status, `null` without a whole answer |
    /// | `lanes[].spans[].chunks` | the tick of each part of a streamed answer; missing where it came in one piece |
    /// | `connections` | the tick of each new connection |
    /// | `marks[].tick`, `.name` | moments of the client; the field is missing where there is none |
    /// | `returned` | the tick at which the call returned, where that is not the last end |
    /// | `limits[].tick`, `.limit` | how many requests the server works on, from which tick on |
    /// | `tracks[].name`, `.steps[].tick`, `.value` | what else changed: numbers, or states as strings |
    /// | `load[].tick`, `.in_flight` | requests in flight from which tick on, where there are limits or tracks |
    /// | `metrics` | `time`, `requests`, `ok`, `failed`, `abandoned`, `peak_in_flight`, `connections`, and `for_nobody` where it is not 0 |
    pub fn json(&self) -> Value {
        let metrics = self.metrics();
        let lanes: Vec<Value> = self
            .lanes
            .iter()
            .enumerate()
            .map(|(row, lane)| {
                let spans = lane.spans.iter().enumerate();
                let spans: Vec<Value> = spans
                    .map(|(index, of)| span(of, self.chunks_at(row, index)))
                    .collect();
                json!({ "label": lane.label, "spans": spans })
            })
            .collect();
        let mut json = json!({
            "schema": SCHEMA,
            "tick_ms": u64::try_from(self.resolution.tick().as_millis()).unwrap_or(u64::MAX),
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
        });
        if !self.marks.is_empty() {
            let mark = |mark: &Mark| json!({ "tick": mark.tick, "name": mark.name });
            json["marks"] = self.marks.iter().map(mark).collect();
        }
        if let Some(returned) = self.returned {
            json["returned"] = returned.into();
        }
        if !self.limits.is_empty() {
            let limit = |&(tick, limit): &(u32, u32)| json!({ "tick": tick, "limit": limit });
            json["limits"] = self.limits.iter().map(limit).collect();
        }
        if !self.tracks.is_empty() {
            json["tracks"] = self.tracks.iter().map(track).collect();
        }
        if self.shows_load() {
            let step = |(tick, number)| json!({ "tick": tick, "in_flight": number });
            json["load"] = self.load().into_iter().map(step).collect();
        }
        if metrics.for_nobody > 0 {
            json["metrics"]["for_nobody"] = metrics.for_nobody.into();
        }
        json
    }
}

/// What [`Timeline::from_json`] did not understand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonError(String);

impl fmt::Display for JsonError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "not a timeline: {}", self.0)
    }
}

impl std::error::Error for JsonError {}

impl Timeline {
    /// The timeline that [`Timeline::json`] wrote. How far an unsteady run strayed is not
    /// recorded; it comes back as one that just missed being steady.
    ///
    /// # Errors
    ///
    /// When a field is missing or has another type, when the schema or the tick is another one,
    /// or when the figures in `metrics` or the steps of `load` are not those of the spans.
    pub fn from_json(json: &Value) -> Result<Self, JsonError> {
        let wrong = |what: String| Err(JsonError(what));
        if json["schema"] != SCHEMA {
            return wrong(format!("the schema is {}, not {SCHEMA}", json["schema"]));
        }
        if json["tick_ms"] != crate::TICK.as_millis() as u64 {
            return wrong(format!("a tick has {} ms", json["tick_ms"]));
        }
        let steady = json["steady"].as_bool().ok_or_else(|| lacks("steady"))?;
        let mut chunks = BTreeMap::new();
        let timeline = Timeline {
            lanes: (0..)
                .zip(list(json, "lanes")?)
                .map(|(row, lane)| lane_from(lane, row, &mut chunks))
                .collect::<Result<_, _>>()?,
            chunks,
            connections: list(json, "connections")?
                .iter()
                .map(|tick| tick_from(tick, "connections"))
                .collect::<Result<_, _>>()?,
            marks: optional(json, "marks", mark_from)?,
            returned: match json.get("returned") {
                None => None,
                Some(tick) => Some(tick_from(tick, "returned")?),
            },
            limits: optional(json, "limits", limit_from)?,
            tracks: optional(json, "tracks", track_from)?,
            steadiness: Steadiness {
                worst_stall: if steady {
                    Steadiness::default().worst_stall
                } else {
                    MAX_STALL
                },
                ..Steadiness::default()
            },
            resolution: Resolution::default(),
        };
        let again = timeline.json();
        for what in ["metrics", "load"] {
            let (recorded, counted) = (&json[what], &again[what]);
            if recorded != counted {
                return wrong(format!(
                    "the {what} say {recorded}, the spans say {counted}"
                ));
            }
        }
        Ok(timeline)
    }
}

fn lacks(field: &str) -> JsonError {
    JsonError(format!("{field} is missing or has another type"))
}

fn list<'a>(json: &'a Value, field: &str) -> Result<&'a Vec<Value>, JsonError> {
    json[field].as_array().ok_or_else(|| lacks(field))
}

/// What is left out where it is empty.
fn optional<T>(
    json: &Value,
    field: &str,
    read: impl Fn(&Value) -> Result<T, JsonError>,
) -> Result<Vec<T>, JsonError> {
    match json.get(field) {
        None => Ok(Vec::new()),
        Some(_) => list(json, field)?.iter().map(read).collect(),
    }
}

fn tick_from(json: &Value, field: &str) -> Result<u32, JsonError> {
    let tick = json.as_u64().and_then(|tick| u32::try_from(tick).ok());
    tick.ok_or_else(|| lacks(field))
}

fn mark_from(json: &Value) -> Result<Mark, JsonError> {
    let name = json["name"].as_str().ok_or_else(|| lacks("name"))?;
    Ok(Mark {
        tick: tick_from(&json["tick"], "tick")?,
        name: name.to_owned(),
    })
}

fn number_from(json: &Value, field: &str) -> Result<u32, JsonError> {
    tick_from(&json[field], field)
}

fn limit_from(json: &Value) -> Result<(u32, u32), JsonError> {
    Ok((number_from(json, "tick")?, number_from(json, "limit")?))
}

fn track(track: &Track) -> Value {
    let steps: Vec<Value> = match track.steps() {
        Steps::Numbers(steps) => {
            let steps = steps.iter();
            steps
                .map(|(tick, value)| json!({ "tick": tick, "value": value }))
                .collect()
        }
        Steps::States(steps) => {
            let steps = steps.iter();
            steps
                .map(|(tick, value)| json!({ "tick": tick, "value": value }))
                .collect()
        }
    };
    json!({ "name": track.name(), "steps": steps })
}

/// A track without a step says nothing; it comes back as one of numbers.
fn track_from(json: &Value) -> Result<Track, JsonError> {
    let name = json["name"].as_str().ok_or_else(|| lacks("name"))?;
    let steps = list(json, "steps")?;
    if steps.iter().all(|step| step["value"].is_string()) && !steps.is_empty() {
        let state = |step: &Value| {
            let state = step["value"].as_str().ok_or_else(|| lacks("value"))?;
            Ok((number_from(step, "tick")?, state.to_owned()))
        };
        let steps = steps.iter().map(state).collect::<Result<Vec<_>, _>>()?;
        return Ok(Track::states(name, steps));
    }
    let number = |step: &Value| Ok((number_from(step, "tick")?, number_from(step, "value")?));
    let steps = steps.iter().map(number).collect::<Result<Vec<_>, _>>()?;
    Ok(Track::numbers(name, steps))
}

/// The parts of its answers go to those of the other lanes.
fn lane_from(
    json: &Value,
    row: usize,
    chunks: &mut BTreeMap<(usize, usize), Vec<u32>>,
) -> Result<Lane, JsonError> {
    let label = json["label"].as_str().ok_or_else(|| lacks("label"))?;
    let spans = list(json, "spans")?;
    for (index, span) in spans.iter().enumerate() {
        if span.get("chunks").is_some() {
            let ticks = list(span, "chunks")?.iter();
            let ticks = ticks.map(|tick| tick_from(tick, "chunks"));
            chunks.insert((row, index), ticks.collect::<Result<_, _>>()?);
        }
    }
    Ok(Lane {
        label: label.to_owned(),
        spans: spans.iter().map(span_from).collect::<Result<_, _>>()?,
    })
}

fn span_from(json: &Value) -> Result<Span, JsonError> {
    let outcome = match (&json["outcome"], &json["status"]) {
        (Value::String(name), Value::Null) if name == Outcome::Abandoned.name() => {
            Outcome::Abandoned
        }
        (Value::String(name), Value::Null) if name == Outcome::InFlight.name() => Outcome::InFlight,
        (Value::String(name), Value::Null) if name == Outcome::Cut.name() => Outcome::Cut,
        (Value::String(name), status) => {
            let status = status
                .as_u64()
                .and_then(|status| u16::try_from(status).ok());
            let answered = Outcome::Answered(status.ok_or_else(|| lacks("status"))?);
            if name != answered.name() {
                return Err(JsonError(format!(
                    "{name} is no outcome of {}",
                    json["status"]
                )));
            }
            answered
        }
        _ => return Err(lacks("outcome")),
    };
    let span = Span {
        start: tick_from(&json["start"], "start")?,
        end: match &json["end"] {
            Value::Null => None,
            end => Some(tick_from(end, "end")?),
        },
        outcome,
    };
    let in_flight = span.outcome == Outcome::InFlight;
    if in_flight != span.end.is_none() || span.end.is_some_and(|end| end < span.start) {
        return Err(JsonError(format!("a span cannot end so: {json}")));
    }
    Ok(span)
}

fn span(span: &Span, chunks: &[u32]) -> Value {
    let status = match span.outcome {
        Outcome::Answered(status) => Some(status),
        Outcome::InFlight | Outcome::Cut | Outcome::Abandoned => None,
    };
    let mut json = json!({
        "start": span.start,
        "end": span.end,
        "outcome": span.outcome.name(),
        "status": status,
    });
    if !chunks.is_empty() {
        json["chunks"] = chunks.into();
    }
    json
}

impl Outcome {
    /// `ok`, `failed`, `cut off`, `abandoned` or `in flight`.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::InFlight => "in flight",
            Outcome::Abandoned => "abandoned",
            outcome if outcome.is_ok() => "ok",
            Outcome::Answered(_) => "failed",
            Outcome::Cut => "cut off",
        }
    }
}
