use super::MARGIN;
use super::style::{escape, text_width};
use crate::Shape;
use std::collections::BTreeSet;
use std::fmt::Write;

const ROW: u32 = 24;
/// How wide a shape is drawn, and how high.
const WIDE: u32 = 28;
const HIGH: u32 = 12;

/// Draws the shapes and what they stand for, as many in a row as there is room for, and returns where
/// they end.
pub(super) fn draw(
    out: &mut String,
    id: &str,
    shapes: &BTreeSet<Shape>,
    top: u32,
    width: u32,
) -> u32 {
    if shapes.is_empty() {
        return top;
    }
    out.push_str("<g class=\"timeline-legend\">\n");
    let (mut x, mut y) = (MARGIN, top);
    for &shape in shapes {
        let taken = WIDE + 8 + text_width(shape.name());
        if x > MARGIN && x + taken + MARGIN > width {
            (x, y) = (MARGIN, y + ROW);
        }
        key(out, id, shape, x, y);
        // Writing to a `String` cannot fail.
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{}\">{}</text>",
            x + WIDE + 8,
            y + 11,
            escape(shape.name())
        );
        x += taken + 16;
    }
    out.push_str("</g>\n");
    y + ROW + MARGIN / 2
}

fn key(out: &mut String, id: &str, shape: Shape, x: u32, y: u32) {
    let right = x + WIDE;
    let bar = |fill: &str| {
        format!("<rect x=\"{x}\" y=\"{y}\" width=\"{WIDE}\" height=\"{HIGH}\" rx=\"2\"{fill}/>")
    };
    let (class, drawn) = match shape {
        Shape::Ok => ("timeline-ok", bar("")),
        Shape::Failed => {
            let fill = format!(" fill=\"url(#{}-hatch)\"", escape(id));
            let (from, to) = (y.saturating_sub(3), y + HIGH + 3);
            let cap =
                format!("<path d=\"M{right} {from}V{to}\" stroke-width=\"3\" fill=\"none\"/>");
            ("timeline-failed", bar(&fill) + &cap)
        }
        Shape::HungUp => ("timeline-abandoned", bar("")),
        Shape::InFlight => ("timeline-flight", bar("")),
        Shape::Chunk => {
            let (middle, to) = (x + WIDE / 2, y + HIGH);
            let line = format!(
                "<line class=\"timeline-chunk\" x1=\"{middle}\" y1=\"{y}\" x2=\"{middle}\" y2=\"{to}\"/>"
            );
            ("timeline-ok", bar("") + &line)
        }
        Shape::ForNobody => {
            let half = WIDE / 2;
            let hollow = format!(
                "<rect class=\"timeline-nobody\" x=\"{}\" y=\"{y}\" width=\"{half}\" height=\"{HIGH}\"/>",
                x + half
            );
            ("timeline-ok", bar("") + &hollow)
        }
        Shape::Mark => {
            let (middle, to) = (x + WIDE / 2, y + HIGH);
            let line = format!("<line x1=\"{middle}\" y1=\"{y}\" x2=\"{middle}\" y2=\"{to}\"/>");
            ("timeline-mark", line)
        }
        Shape::Ghost => ("timeline-ghost", bar("")),
        Shape::Limit => {
            let middle = y + HIGH / 2;
            (
                "timeline-limit",
                format!("<path d=\"M{x} {middle}H{right}\"/>"),
            )
        }
    };
    let _ = write!(out, "<g class=\"timeline-key {class}\">{drawn}</g>");
}
