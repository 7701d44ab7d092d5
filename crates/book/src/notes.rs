//! Numbers on the parts of a picture, for a text that explains how to read it.

use std::fmt::Write;

/// Numbered badges for the first panel of a picture: 1 a lane, 2 a span, 3 the axis, 4 how a
/// request ended, 5 one moment. `None` when the picture has no such parts.
pub(crate) fn badges(picture: &str) -> Option<String> {
    let panel = picture.split("timeline-panel").nth(1)?;
    let lines: Vec<&str> = panel.split("<line ").skip(1).collect();
    let (first, last) = (lines.first()?, lines.last()?);
    let (top, bottom) = (number(first, "y1")?, number(first, "y2")?);
    let (left, right) = (number(first, "x1")?, number(last, "x1")?);
    let label = panel
        .split("text-anchor=\"end\"")
        .next()?
        .rsplit("<text ")
        .next()?;
    let span = panel.split("<rect ").nth(2)?;
    let ends = panel.split("class=\"timeline-muted\"").skip(1);
    let mut ends = ends.filter(|text| !text.contains("text-anchor=\"middle\""));
    let end = ends.next()?;
    // Between two ticks, at a third of the run: nothing begins or ends there.
    let moment = left + (right - left) * 0.35;
    let mut badges = String::from("<g class=\"timeline-note\" aria-hidden=\"true\">");
    // Writing to a `String` cannot fail.
    let _ = write!(
        badges,
        "<line x1=\"{moment:.1}\" y1=\"{top}\" x2=\"{moment:.1}\" y2=\"{bottom}\"/>"
    );
    let middle = |text: &str| Some(number(text, "y")? - 5.0);
    let places = [
        (12.0, middle(label)?),
        (
            number(span, "x")? + number(span, "width")? / 2.0,
            number(span, "y")? + number(span, "height")? / 2.0,
        ),
        (left - 24.0, bottom + 11.0),
        (number(end, "x")? + 9.0, middle(end)? - 22.0),
        (moment, bottom + 11.0),
    ];
    for (number, (x, y)) in (1..).zip(places) {
        let _ = write!(
            badges,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"9\"/>\
             <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{number}</text>",
            y + 5.0
        );
    }
    badges.push_str("</g>\n");
    Some(badges)
}

/// The number in an attribute of the element that a text begins with.
fn number(element: &str, attribute: &str) -> Option<f64> {
    let (_, rest) = element.split_once(&format!("{attribute}=\""))?;
    rest.split('"').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use timeline::{Lane, Outcome, Span, Timeline, svg};

    #[test]
    fn every_part_gets_its_number() {
        let lane = |label: &str, end| Lane {
            label: label.to_owned(),
            spans: vec![Span {
                start: 0,
                end: Some(end),
                outcome: Outcome::Answered(200),
            }],
        };
        let timeline = Timeline {
            lanes: vec![lane("article 1", 5), lane("article 2", 3)],
            connections: vec![0, 0],
            ..Timeline::default()
        };
        let panel = svg::Panel::new("blocking", &timeline);
        let badges = badges(&svg::document("id", "title", &[panel])).expect("it has all parts");
        assert_eq!(badges.matches("<circle").count(), 5, "{badges}");
        // The second one is in the middle of the second bar: three of five ticks long.
        assert!(
            badges.contains("<circle cx=\"266.0\" cy=\"77.0\""),
            "{badges}"
        );
    }

    #[test]
    fn a_picture_without_lanes_gets_none() {
        assert_eq!(badges("<svg></svg>"), None);
    }
}
