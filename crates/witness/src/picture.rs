//! A timeline of any run.

use std::time::Duration;
use timeline::svg::{self, Panel};
use timeline::{Event, TextStyle, Timeline, What};

/// Most lanes that are drawn: more than a screen is not read.
const LANES: usize = 40;

/// The timeline of a log: on ticks where all of it was scripted on them, and on the real clock
/// otherwise.
pub(crate) fn timeline(events: &[Event]) -> Timeline {
    let latencies = || {
        events.iter().filter_map(|event| match event.what {
            What::Answered { latency, .. } => Some(latency),
            _ => None,
        })
    };
    let scripted = latencies().any(|latency| latency > Some(0));
    match scripted && latencies().all(|latency| latency.is_some()) {
        true => Timeline::from_events(events, &[], Duration::ZERO),
        false => Timeline::on_clock(events),
    }
}

/// Whether each prompt has a lane of its own in its picture.
pub(crate) fn has_lanes(timeline: &Timeline) -> bool {
    timeline.lanes.len() <= LANES
}

/// The same as an SVG picture. `id` makes the ids inside unique on a page.
pub(crate) fn svg(id: &str, title: &str, heading: &str, timeline: &Timeline) -> String {
    match has_lanes(timeline) {
        true => svg::document(id, title, &[Panel::new(heading, timeline)]),
        false => svg::summary(id, title, timeline),
    }
}

/// A lane for each prompt, or a summary where there are too many of them.
pub(crate) fn draw(timeline: &Timeline, style: TextStyle) -> String {
    match has_lanes(timeline) {
        true => timeline.text(style, None),
        false => timeline.summary(style),
    }
}
