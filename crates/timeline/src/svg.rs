//! Timelines as one SVG picture that stands alone.
//!
//! It scales with its container, carries a title and a description for screen readers, and takes
//! its colours from CSS variables when the page around it sets them: `--timeline-fg`,
//! `--timeline-bg`, `--timeline-muted`, `--timeline-ok`, `--timeline-failed`, `--timeline-abandoned`. Each outcome
//! has a shape of its own as well: filled, hatched with a thick end, or an open outline, dashed
//! when the client hung up and dotted while the request is in flight. What was answered when its
//! caller had returned is hollow from that moment on. A line across a span is a part of a streamed answer.
//!
//! Every span is a `<g class="timeline-span">` with `data-lane`, `data-start`, `data-end` (ticks)
//! and `data-outcome`, where its answer was streamed with `data-chunks` (ticks) too, the picture of a run that is not on scripted ticks a `data-tick` (milliseconds), every moment of the client a `<g class="timeline-mark">` with `data-tick`, so that a script can bring the picture to life without parsing geometry.

mod style;

use crate::{Lane, Outcome, Resolution, Timeline};
use std::fmt::Write;
pub use style::css;
use style::{escape, text_width};

/// One timeline with its heading. All panels of a picture share one scale of time.
#[derive(Debug, Clone, Copy)]
pub struct Panel<'a> {
    /// A line above the lanes.
    pub heading: &'a str,
    /// What to draw.
    pub timeline: &'a Timeline,
}

const LANE: u32 = 26;
const BAR: u32 = 16;
const PLOT: u32 = 560;
const MARGIN: u32 = 12;
/// Space between the labels and the plot, and between the plot and the stories.
const GAP: u32 = 14;

/// Draws the panels under each other. `id` makes the ids inside unique on a page with several
/// pictures; `title` says what the picture is about.
pub fn document(id: &str, title: &str, panels: &[Panel<'_>]) -> String {
    let end = panels.iter().map(|panel| panel.timeline.metrics().time);
    let end = end.max().unwrap_or(0).max(1);
    let lanes = || panels.iter().flat_map(|panel| &panel.timeline.lanes);
    let labels = lanes().map(|lane| text_width(&lane.label));
    let stories = panels.iter().flat_map(|panel| {
        let timeline = panel.timeline;
        let lanes = timeline.lanes.iter();
        lanes.map(|lane| text_width(&timeline.story(lane)))
    });
    // Even without a story, half of the last time of the axis stands right of the plot.
    let right = stories.max().unwrap_or(0).max(20);
    let headings = panels.iter().map(|panel| text_width(panel.heading));
    let left = MARGIN + labels.max().unwrap_or(0) + GAP;
    let width = left + PLOT + GAP + right + MARGIN;
    let width = width.max(headings.max().unwrap_or(0) + 2 * MARGIN);
    let mut body = String::new();
    let mut top = MARGIN;
    for panel in panels {
        top = draw(&mut body, panel, Frame { id, left, top, end });
    }
    let (id, title, css) = (escape(id), escape(title), css());
    let description = escape(&describe(panels));
    let resolution = panels.first().map(|panel| panel.timeline.resolution);
    let tick = match resolution.unwrap_or_default() {
        scripted if scripted == Resolution::default() => String::new(),
        other => format!(" data-tick=\"{}\"", other.tick().as_millis()),
    };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"timeline\" role=\"img\" \
         viewBox=\"0 0 {width} {top}\" width=\"100%\" style=\"max-width:{width}px\" \
         aria-labelledby=\"{id}-title {id}-desc\" data-end=\"{end}\"{tick}>\n\
         <title id=\"{id}-title\">{title}</title>\n<desc id=\"{id}-desc\">{description}</desc>\n\
         <style>{css}</style>\n\
         <defs><pattern id=\"{id}-hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate(45)\"><path d=\"M1 0V6\" stroke-width=\"2\"/></pattern></defs>\n\
         {body}</svg>\n"
    )
}

#[derive(Clone, Copy)]
struct Frame<'a> {
    id: &'a str,
    left: u32,
    top: u32,
    end: u32,
}

impl Frame<'_> {
    fn x(self, tick: u32) -> f64 {
        f64::from(self.left) + f64::from(PLOT) * f64::from(tick) / f64::from(self.end)
    }
}

/// Draws one panel and returns where the next one begins. Writing to a `String` cannot fail.
fn draw(out: &mut String, panel: &Panel<'_>, frame: Frame<'_>) -> u32 {
    let Frame { left, top, end, .. } = frame;
    let lanes = &panel.timeline.lanes;
    let _ = writeln!(
        out,
        "<g class=\"timeline-panel\"><text class=\"timeline-heading\" x=\"{MARGIN}\" y=\"{}\">{}</text>",
        top + 14,
        escape(panel.heading)
    );
    let first = top + 26;
    let bottom = first + LANE * u32::try_from(lanes.len()).unwrap_or(0);
    let step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
        .into_iter()
        .find(|step| end / step <= 12)
        .unwrap_or(end);
    for tick in (0..end).step_by(step as usize).chain([end]) {
        let x = frame.x(tick);
        let _ = write!(
            out,
            "<line x1=\"{x:.1}\" y1=\"{first}\" x2=\"{x:.1}\" y2=\"{bottom}\"/>"
        );
        let time = panel.timeline.resolution.seconds(tick);
        let text = match tick {
            0 => "0",
            _ if tick == end => &time,
            _ => time.trim_end_matches(" s"),
        };
        // The label of the end is always there; one that would touch it stays away.
        if tick == end || frame.x(end) - x > 50.0 {
            let y = bottom + 16;
            let _ = write!(
                out,
                "<text class=\"timeline-muted\" x=\"{x:.1}\" y=\"{y}\" text-anchor=\"middle\">{text}</text>"
            );
        }
    }
    out.push('\n');
    for (row, lane) in (0_u32..).zip(lanes) {
        let y = first + LANE * row;
        let text_y = y + LANE / 2 + 5;
        let label = escape(&lane.label);
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{text_y}\" text-anchor=\"end\">{label}</text>",
            left - GAP
        );
        for index in 0..lane.spans.len() {
            let y = y + (LANE - BAR) / 2;
            draw_span(out, panel.timeline, (row as usize, index), y, frame);
        }
        let _ = writeln!(
            out,
            "<text class=\"timeline-muted\" x=\"{}\" y=\"{text_y}\">{}</text>",
            left + PLOT + GAP,
            escape(&panel.timeline.story(lane))
        );
    }
    let below = draw_marks(out, panel.timeline, frame, first, bottom);
    out.push_str("</g>\n");
    below + 44
}

/// Draws the moments of the client, each with its name under the axis, and returns where they end.
fn draw_marks(
    out: &mut String,
    timeline: &Timeline,
    frame: Frame<'_>,
    first: u32,
    bottom: u32,
) -> u32 {
    let mut rows: Vec<f64> = Vec::new();
    for mark in timeline.moments() {
        let x = frame.x(mark.tick);
        let name = escape(&mark.name);
        let half = f64::from(text_width(&mark.name)) / 2.0;
        let free = rows.iter().position(|&taken| taken + 8.0 < x - half);
        let row = free.unwrap_or(rows.len());
        rows.resize(rows.len().max(row + 1), 0.0);
        rows[row] = x + half;
        let y = bottom + 32 + 16 * u32::try_from(row).unwrap_or(0);
        let (tick, at) = (mark.tick, timeline.resolution.seconds(mark.tick));
        let _ = writeln!(
            out,
            "<g class=\"timeline-mark\" data-tick=\"{tick}\"><title>{name} at {at}</title>\
             <line x1=\"{x:.1}\" y1=\"{}\" x2=\"{x:.1}\" y2=\"{bottom}\"/>\
             <text x=\"{x:.1}\" y=\"{y}\" text-anchor=\"middle\">{name}</text></g>",
            first.saturating_sub(4)
        );
    }
    bottom + 16 * u32::try_from(rows.len()).unwrap_or(0)
}

fn draw_span(
    out: &mut String,
    timeline: &Timeline,
    (row, index): (usize, usize),
    y: u32,
    frame: Frame<'_>,
) {
    let Lane { label, spans } = &timeline.lanes[row];
    let span = &spans[index];
    let end = span.end.unwrap_or(frame.end);
    let x = frame.x(span.start);
    // A span without length still shows.
    let width = (frame.x(end) - x).max(3.0);
    let class = match span.outcome {
        Outcome::InFlight => "flight",
        Outcome::Cut => "failed",
        outcome => outcome.name(),
    };
    let _ = write!(
        out,
        "<g class=\"timeline-span timeline-{class}\" data-lane=\"{}\" data-start=\"{}\" \
         data-end=\"{end}\" data-outcome=\"{}\"{}><title>{}{}</title>",
        escape(label),
        span.start,
        span.outcome.name(),
        data_chunks(timeline.chunks_at(row, index)),
        escape(&timeline.span_story(span, label)),
        timeline.chunk_story(row, index),
    );
    let fill = match span.outcome {
        Outcome::Answered(_) | Outcome::Cut if !span.outcome.is_ok() => {
            format!(" fill=\"url(#{}-hatch)\"", escape(frame.id))
        }
        _ => String::new(),
    };
    let _ = write!(
        out,
        "<rect x=\"{x:.1}\" y=\"{y}\" width=\"{width:.1}\" height=\"{BAR}\" rx=\"2\"{fill}/>"
    );
    if let Some(returned) = timeline.returned.filter(|_| timeline.is_for_nobody(span)) {
        let from = frame.x(returned.max(span.start));
        let width = x + width - from;
        let _ = write!(
            out,
            "<rect class=\"timeline-nobody\" x=\"{from:.1}\" y=\"{y}\" width=\"{width:.1}\" height=\"{BAR}\"/>"
        );
    }
    for &tick in timeline.chunks_at(row, index) {
        let x = frame.x(tick);
        let _ = write!(
            out,
            "<line class=\"timeline-chunk\" x1=\"{x:.1}\" y1=\"{y}\" x2=\"{x:.1}\" y2=\"{}\"/>",
            y + BAR
        );
    }
    if !fill.is_empty() {
        let x = x + width;
        let (from, to) = (y.saturating_sub(3), y + BAR + 3);
        let _ = write!(
            out,
            "<path d=\"M{x:.1} {from}V{to}\" stroke-width=\"3\" fill=\"none\"/>"
        );
    }
    out.push_str("</g>\n");
}

/// The attribute that tells a script when the parts of an answer came; nothing where there are none.
fn data_chunks(ticks: &[u32]) -> String {
    let ticks: Vec<String> = ticks.iter().map(u32::to_string).collect();
    match ticks.is_empty() {
        true => String::new(),
        false => format!(" data-chunks=\"{}\"", ticks.join(" ")),
    }
}

/// The picture in words, for readers who do not see it.
fn describe(panels: &[Panel<'_>]) -> String {
    let panels: Vec<String> = panels
        .iter()
        .map(|panel| {
            let metrics = panel.timeline.metrics();
            let seconds = |ticks| panel.timeline.resolution.seconds(ticks);
            let mut text = format!(
                "{}: {}, at most {} in flight, connections: {}.",
                panel.heading,
                seconds(metrics.time),
                metrics.peak_in_flight,
                metrics.connections,
            );
            for (row, lane) in panel.timeline.lanes.iter().enumerate() {
                for (index, span) in lane.spans.iter().enumerate() {
                    let story = panel.timeline.span_story(span, &lane.label);
                    let chunks = panel.timeline.chunk_story(row, index);
                    let _ = write!(text, " {story}{chunks}.");
                }
                if lane.spans.is_empty() {
                    let story = panel.timeline.story(lane);
                    let _ = write!(text, " {}: {story}.", lane.label);
                }
            }
            for mark in panel.timeline.moments() {
                let _ = write!(text, " {} at {}.", mark.name, seconds(mark.tick));
            }
            text
        })
        .collect();
    panels.join(" ")
}
