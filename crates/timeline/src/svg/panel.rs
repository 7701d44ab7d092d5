use super::style::{escape, text_width};
use super::{BAR, Frame, GAP, LANE, MARGIN, Panel, span, strip};
use crate::{Against, Resolution, Timeline, names};
use std::fmt::Write;

/// What stands left of the plot.
pub(super) fn labels(timeline: &Timeline) -> impl Iterator<Item = String> {
    let lanes = timeline.lanes.iter().map(|lane| lane.label.clone());
    lanes.chain(strip::texts(timeline).into_iter().map(|(label, _)| label))
}

/// What stands right of it.
pub(super) fn stories(panel: &Panel<'_>) -> Vec<String> {
    let timeline = panel.timeline;
    let lanes = timeline.lanes.iter().map(|lane| timeline.story(lane));
    let strips = strip::texts(timeline).into_iter().map(|(_, story)| story);
    let lost = panel.against().and_then(Against::mark);
    lanes.chain(strips).chain(lost).collect()
}

/// Draws one panel and returns where the next one begins. Writing to a `String` cannot fail.
pub(super) fn draw(out: &mut String, panel: &Panel<'_>, frame: Frame<'_>) -> u32 {
    let top = frame.top;
    let timeline = panel.timeline;
    let _ = writeln!(
        out,
        "<g class=\"timeline-panel\"><text class=\"timeline-heading\" x=\"{MARGIN}\" y=\"{}\">{}</text>",
        top + 14,
        escape(panel.heading)
    );
    let first = top + 26;
    let lanes = first + LANE * u32::try_from(timeline.lanes.len()).unwrap_or(0);
    let difference = panel.against().filter(|against| against.mark().is_some());
    let strips = lanes + if difference.is_some() { LANE } else { 0 };
    let bottom = strips + strip::height(timeline);
    grid(out, frame, first, bottom, timeline.resolution);
    draw_lanes(out, panel, frame, first);
    if let Some((against, ghost)) = difference.zip(panel.ghost) {
        lost(
            out,
            against,
            [timeline.end(), ghost.timeline.end()],
            frame,
            lanes,
        );
    }
    strip::draw(out, timeline, frame, strips);
    let below = marks(out, timeline, frame, first, bottom);
    out.push_str("</g>\n");
    below + 44
}

/// Draws lines at some times, and the times under them.
pub(super) fn grid(
    out: &mut String,
    frame: Frame<'_>,
    first: u32,
    bottom: u32,
    resolution: Resolution,
) {
    let end = frame.end;
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
        let time = resolution.seconds(tick);
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
}

fn draw_lanes(out: &mut String, panel: &Panel<'_>, frame: Frame<'_>, first: u32) {
    let timeline = panel.timeline;
    for (row, lane) in (0_u32..).zip(&timeline.lanes) {
        let y = first + LANE * row;
        let text_y = y + LANE / 2 + 5;
        let label = escape(&lane.label);
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{text_y}\" text-anchor=\"end\">{label}</text>",
            frame.left - GAP
        );
        let y = y + (LANE - BAR) / 2;
        let ghosts = panel.ghost.map(|ghost| ghost.timeline.lane(&lane.label));
        for stay in ghosts.unwrap_or_default() {
            span::ghost(out, stay, &lane.label, y, frame);
        }
        for index in 0..lane.spans.len() {
            span::draw(out, timeline, (row as usize, index), y, frame);
        }
        let _ = writeln!(
            out,
            "<text class=\"timeline-muted\" x=\"{}\" y=\"{text_y}\">{}</text>",
            frame.stories(),
            escape(&timeline.story(lane))
        );
    }
}

/// Draws how much longer or shorter a run took than the right one: a bracket between their ends, unless
/// that is no comparison.
fn lost(out: &mut String, against: Against, ends: [u32; 2], frame: Frame<'_>, y: u32) {
    let Some(mark) = against.mark() else { return };
    let (middle, text_y) = (y + LANE / 2, y + LANE / 2 + 5);
    let [end, right] = ends;
    let (from, to) = (frame.x(end.min(right)), frame.x(end.max(right)));
    let (above, below) = (middle - 5, middle + 5);
    let bracket = match against {
        Against::Later(_) | Against::Earlier(_) => format!(
            "<path d=\"M{from:.1} {above}V{below}M{from:.1} {middle}H{to:.1}M{to:.1} {above}V{below}\"/>"
        ),
        Against::Same | Against::Unfinished { .. } => String::new(),
    };
    let _ = writeln!(
        out,
        "<g class=\"timeline-lost\" data-tick=\"{end}\"><title>{}</title>{bracket}\
         <text x=\"{}\" y=\"{text_y}\">{}</text></g>",
        escape(&against.told()),
        frame.stories(),
        escape(&mark)
    );
}

/// Draws the moments of the client, each with its name under the axis, and returns where they end.
fn marks(out: &mut String, timeline: &Timeline, frame: Frame<'_>, first: u32, bottom: u32) -> u32 {
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
        let (tick, title) = (
            mark.tick,
            escape(&names::at(&mark.name, mark.tick, timeline.resolution)),
        );
        let _ = writeln!(
            out,
            "<g class=\"timeline-mark\" data-tick=\"{tick}\"><title>{title}</title>\
             <line x1=\"{x:.1}\" y1=\"{}\" x2=\"{x:.1}\" y2=\"{bottom}\"/>\
             <text x=\"{x:.1}\" y=\"{y}\" text-anchor=\"middle\">{name}</text></g>",
            first.saturating_sub(4)
        );
    }
    bottom + 16 * u32::try_from(rows.len()).unwrap_or(0)
}
