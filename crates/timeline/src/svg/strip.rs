//! What stands under the lanes: the load with the server's limit, and tracks.

use super::style::{escape, text_width};
use super::{Frame, GAP};
use crate::{Steps, Timeline, Track, names, track};
use std::fmt::Write;

/// How high the strip of a number is, and that of a state.
const NUMBER: u32 = 46;
const STATE: u32 = 26;
/// Room above a strip.
const ABOVE: u32 = 8;

/// The labels and stories of the strips.
pub(super) fn texts(timeline: &Timeline) -> Vec<(String, String)> {
    if !timeline.shows_load() {
        return Vec::new();
    }
    let load = (names::IN_FLIGHT.to_owned(), timeline.load_story());
    let tracks = timeline.tracks.iter();
    let tracks = tracks.map(|track| (track.name().to_owned(), track.story()));
    [load].into_iter().chain(tracks).collect()
}

/// How high all strips are.
pub(super) fn height(timeline: &Timeline) -> u32 {
    if !timeline.shows_load() {
        return 0;
    }
    NUMBER + timeline.tracks.iter().map(high).sum::<u32>()
}

fn high(track: &Track) -> u32 {
    match track.steps() {
        Steps::Numbers(_) => NUMBER,
        Steps::States(_) => STATE,
    }
}

/// Draws the strips under each other. Writing to a `String` cannot fail.
pub(super) fn draw(out: &mut String, timeline: &Timeline, frame: Frame<'_>, top: u32) {
    if !timeline.shows_load() {
        return;
    }
    load(out, timeline, frame, top);
    let mut top = top + NUMBER;
    for track in &timeline.tracks {
        let end = timeline.end();
        open(
            out,
            "timeline-track",
            track.name(),
            &track.story(),
            frame,
            top,
            high(track),
        );
        match track.steps() {
            Steps::Numbers(steps) => numbers(out, track.name(), steps, end, frame, top),
            Steps::States(steps) => states(out, track.name(), steps, end, frame, top),
        }
        out.push_str("</g>\n");
        top += high(track);
    }
}

/// Begins a strip: its name, and what there is to say of it.
fn open(
    out: &mut String,
    class: &str,
    name: &str,
    story: &str,
    frame: Frame<'_>,
    top: u32,
    high: u32,
) {
    let y = top + ABOVE + (high - ABOVE) / 2 + 5;
    named(out, class, (name, story), frame, y);
}

/// Begins a row of a picture with its name on the left, and what there is to say of it on the right.
/// Writing to a `String` cannot fail.
pub(super) fn named(
    out: &mut String,
    class: &str,
    (name, story): (&str, &str),
    frame: Frame<'_>,
    y: u32,
) {
    let (name, story) = (escape(name), escape(story));
    let _ = write!(
        out,
        "<g class=\"{class}\"><title>{name}: {story}</title>\
         <text x=\"{}\" y=\"{y}\" text-anchor=\"end\">{name}</text>\
         <text class=\"timeline-muted\" x=\"{}\" y=\"{y}\">{story}</text>",
        frame.left - GAP,
        frame.stories()
    );
}

/// Where a number is, in the strip that begins at `top`.
fn y(number: u32, frame: Frame<'_>, top: u32) -> f64 {
    let high = f64::from(NUMBER - ABOVE);
    f64::from(top + NUMBER) - high * f64::from(number) / f64::from(frame.height)
}

/// An element for an interval, with its name.
fn step(out: &mut String, (from, to): (u32, u32), what: &str, drawn: &str) {
    let title = escape(&names::during(what, from, to));
    let _ = write!(
        out,
        "<g class=\"timeline-step\" data-start=\"{from}\" data-end=\"{to}\"><title>{title}</title>{drawn}</g>"
    );
}

/// A bar between two heights.
fn bar(
    (from, to): (u32, u32),
    (low, high): (u32, u32),
    rest: &str,
    frame: Frame<'_>,
    top: u32,
) -> String {
    let (x, width) = (frame.x(from), frame.x(to) - frame.x(from));
    let (above, below) = (y(high, frame, top), y(low, frame, top));
    let height = below - above;
    format!(
        "<rect x=\"{x:.1}\" y=\"{above:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"{rest}/>"
    )
}

/// Draws the load; what is above the limit has the shape of what fails.
fn load(out: &mut String, timeline: &Timeline, frame: Frame<'_>, top: u32) {
    let end = timeline.end();
    let story = timeline.load_story();
    open(
        out,
        "timeline-load",
        names::IN_FLIGHT,
        &story,
        frame,
        top,
        NUMBER,
    );
    let over = format!(
        " class=\"timeline-over\" fill=\"url(#{}-hatch)\"",
        escape(frame.id)
    );
    for (from, to, &number) in track::intervals(&timeline.load(), end) {
        let height = u32::try_from(number).unwrap_or(u32::MAX);
        if height == 0 {
            continue;
        }
        let mut drawn = bar((from, to), (0, height), "", frame, top);
        for (since, until, &limit) in track::intervals(&timeline.limits, end) {
            let both = (from.max(since), to.min(until));
            if both.0 < both.1 && limit < height {
                drawn += &bar(both, (limit, height), &over, frame, top);
            }
        }
        step(out, (from, to), &names::so_many_in_flight(number), &drawn);
    }
    out.push_str("</g>\n");
    if !timeline.limits.is_empty() {
        out.push_str("<g class=\"timeline-limit\">");
        line(out, names::LIMIT, &timeline.limits, end, frame, top);
        out.push_str("</g>\n");
    }
}

/// Draws numbers as bars under a stepped line.
fn numbers(
    out: &mut String,
    name: &str,
    steps: &[(u32, u32)],
    end: u32,
    frame: Frame<'_>,
    top: u32,
) {
    for (from, to, &number) in track::intervals(steps, end) {
        let drawn = bar((from, to), (0, number), "", frame, top);
        step(out, (from, to), &format!("{name} {number}"), &drawn);
    }
    line(out, name, steps, end, frame, top);
}

/// Draws a stepped line, each level of which has its name.
fn line(out: &mut String, name: &str, steps: &[(u32, u32)], end: u32, frame: Frame<'_>, top: u32) {
    let mut before = None;
    for (from, to, &number) in track::intervals(steps, end) {
        let (x, until, y) = (frame.x(from), frame.x(to), y(number, frame, top));
        let start = before.map_or(format!("M{x:.1} {y:.1}"), |before: f64| {
            format!("M{x:.1} {before:.1}V{y:.1}")
        });
        let drawn = format!("<path d=\"{start}H{until:.1}\"/>");
        step(out, (from, to), &format!("{name} {number}"), &drawn);
        before = Some(y);
    }
}

/// Draws states as a band, with their names where there is room for them.
fn states(
    out: &mut String,
    name: &str,
    steps: &[(u32, String)],
    end: u32,
    frame: Frame<'_>,
    top: u32,
) {
    for (from, to, state) in track::intervals(steps, end) {
        let (x, width) = (frame.x(from), frame.x(to) - frame.x(from));
        let (from_y, height) = (top + ABOVE, STATE - ABOVE);
        let mut drawn =
            format!("<rect x=\"{x:.1}\" y=\"{from_y}\" width=\"{width:.1}\" height=\"{height}\"/>");
        if f64::from(text_width(state) + 4) <= width {
            let _ = write!(
                drawn,
                "<text x=\"{:.1}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                x + width / 2.0,
                top + ABOVE + 14,
                escape(state)
            );
        }
        step(out, (from, to), &format!("{name} {state}"), &drawn);
    }
}
