//! A run as one compact strip, to stand among others of the same scale: thin bars, no words. The page
//! around it says what it is, and a script plays it as it does a whole picture.

use super::span::{class, fill};
use super::style::{css, escape};
use crate::{Span, Timeline};
use std::fmt::Write;

/// How wide a strip is in its own measure; the page stretches it.
const WIDTH: u32 = 600;
const LANE: u32 = 8;
const BAR: u32 = 6;

/// Strips of several runs, on one scale of time that ends at the tick `end`. `id` makes the ids inside
/// unique on a page. The first carries what all of them need, so that they belong on one page. Each has
/// a name, for those who do not see it.
pub fn compact(id: &str, named: &[(&str, &Timeline)], end: u32) -> Vec<String> {
    let end = end.max(1);
    let id = escape(id);
    let strip = |(index, (name, timeline)): (usize, &(&str, &Timeline))| {
        let height = LANE * u32::try_from(timeline.lanes.len()).unwrap_or(0);
        let mut body = String::new();
        if index == 0 {
            let _ = write!(
                body,
                "<style>{}</style>\n<defs><pattern id=\"{id}-hatch\" width=\"6\" height=\"6\" \
                 patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><path d=\"M1 0V6\" \
                 stroke-width=\"2\"/></pattern></defs>\n",
                css()
            );
        }
        for tick in (0..end).step_by(5).chain([end]) {
            let x = place(tick, end);
            let _ = write!(
                body,
                "<line x1=\"{x:.1}\" y1=\"0\" x2=\"{x:.1}\" y2=\"{height}\"/>"
            );
        }
        body.push('\n');
        for (row, lane) in (0..).zip(&timeline.lanes) {
            for span in &lane.spans {
                let y = LANE * row + (LANE - BAR) / 2;
                draw(&mut body, timeline, span, &lane.label, (y, end), &id);
            }
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"timeline timeline-compact\" \
             role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {WIDTH} {height}\" \
             preserveAspectRatio=\"none\" data-end=\"{end}\">\n{body}</svg>\n",
            escape(name)
        )
    };
    named.iter().enumerate().map(strip).collect()
}

fn place(tick: u32, end: u32) -> f64 {
    f64::from(WIDTH) * f64::from(tick) / f64::from(end)
}

fn draw(
    out: &mut String,
    timeline: &Timeline,
    span: &Span,
    label: &str,
    (y, end): (u32, u32),
    id: &str,
) {
    let ended = span.end.unwrap_or(end);
    let x = place(span.start, end);
    // A span without length still shows.
    let width = (place(ended, end) - x).max(3.0);
    let (class, fill) = (class(span.outcome), fill(span.outcome, id));
    let _ = writeln!(
        out,
        "<g class=\"timeline-span timeline-{class}\" data-lane=\"{}\" data-start=\"{}\" \
         data-end=\"{ended}\" data-outcome=\"{}\"><title>{}</title>\
         <rect x=\"{x:.1}\" y=\"{y}\" width=\"{width:.1}\" height=\"{BAR}\"{fill}/></g>",
        escape(label),
        span.start,
        span.outcome.name(),
        escape(&timeline.span_story(span, label)),
    );
}
