use super::style::escape;
use super::{BAR, Frame};
use crate::{Lane, Outcome, Span, Timeline, names};
use std::fmt::Write;

/// Draws the stay of a request in the right run: an outline, a little higher than a bar.
pub(super) fn ghost(out: &mut String, span: &Span, label: &str, y: u32, frame: Frame<'_>) {
    let end = span.end.unwrap_or(frame.end);
    let (x, from) = (frame.x(span.start), y.saturating_sub(3));
    let width = (frame.x(end) - x).max(3.0);
    let story = names::ghost_story(&span.story(label));
    // Writing to a `String` cannot fail.
    let _ = writeln!(
        out,
        "<g class=\"timeline-ghost\" data-start=\"{}\" data-end=\"{end}\"><title>{}</title>\
         <rect x=\"{x:.1}\" y=\"{from}\" width=\"{width:.1}\" height=\"{}\" rx=\"4\"/></g>",
        span.start,
        escape(&story),
        BAR + 6
    );
}

/// Draws the stay of a request: the lane's row, and its index there.
pub(super) fn draw(
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
    let class = class(span.outcome);
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
    let fill = fill(span.outcome, &escape(frame.id));
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

/// The class that gives an outcome its colour and its line.
pub(super) fn class(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::InFlight => "flight",
        Outcome::Cut => "failed",
        outcome => outcome.name(),
    }
}

/// The attribute that hatches what failed; nothing for any other outcome. `id` is that of the picture,
/// escaped.
pub(super) fn fill(outcome: Outcome, id: &str) -> String {
    match class(outcome) {
        "failed" => format!(" fill=\"url(#{id}-hatch)\""),
        _ => String::new(),
    }
}

/// The attribute that tells a script when the parts of an answer came; nothing where there are none.
fn data_chunks(ticks: &[u32]) -> String {
    let ticks: Vec<String> = ticks.iter().map(u32::to_string).collect();
    match ticks.is_empty() {
        true => String::new(),
        false => format!(" data-chunks=\"{}\"", ticks.join(" ")),
    }
}
