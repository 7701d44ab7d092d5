//! Small timelines and logs in few words.

use std::time::Duration;
use timeline::{Cells, Event, Lane, Mark, Outcome, Span, TextStyle, Timeline, What};

pub(crate) const OK: Outcome = Outcome::Answered(200);
pub(crate) const BUSY: Outcome = Outcome::Answered(503);

pub(crate) const PLAIN: TextStyle = TextStyle {
    cells: Cells::Unicode,
    color: false,
    width: 80,
};

pub(crate) const ASCII: TextStyle = TextStyle {
    cells: Cells::Ascii,
    ..PLAIN
};

pub(crate) fn span(start: u32, end: impl Into<Option<u32>>, outcome: Outcome) -> Span {
    Span {
        start,
        end: end.into(),
        outcome,
    }
}

pub(crate) fn lane(label: &str, spans: &[Span]) -> Lane {
    Lane {
        label: label.to_owned(),
        spans: spans.to_vec(),
    }
}

pub(crate) fn timeline(lanes: &[Lane]) -> Timeline {
    Timeline {
        lanes: lanes.to_vec(),
        ..Timeline::default()
    }
}

pub(crate) fn mark(tick: u32, name: &str) -> Mark {
    Mark {
        tick,
        name: name.to_owned(),
    }
}

pub(crate) fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

pub(crate) fn connected(at: u64, connection: u64) -> Event {
    Event {
        at: millis(at),
        what: What::Connected { connection },
    }
}

pub(crate) fn arrived(at: u64, request: u64, label: &str) -> Event {
    Event {
        at: millis(at),
        what: What::Arrived {
            request,
            connection: 0,
            client: 0,
            label: label.to_owned(),
        },
    }
}

pub(crate) fn answered(
    at: u64,
    request: u64,
    status: u16,
    latency: impl Into<Option<u32>>,
) -> Event {
    Event {
        at: millis(at),
        what: What::Answered {
            request,
            status,
            latency: latency.into(),
        },
    }
}

pub(crate) fn abandoned(at: u64, request: u64) -> Event {
    Event {
        at: millis(at),
        what: What::Abandoned { request },
    }
}

/// The timeline of a log on an undisturbed machine, with no lane asked for.
pub(crate) fn of(events: &[Event]) -> Timeline {
    Timeline::from_events(events, &[], Duration::ZERO)
}
