//! Bars of a record as one SVG picture, in the colours of the page.
//!
//! Each series has a shape of its own beside its colour: filled, hatched, or an open outline.

use crate::html::escape;
use crate::lab::Experiment;
use std::fmt::Write;

const WIDTH: f64 = 720.0;
const MARGIN: f64 = 12.0;
const BAR: f64 = 18.0;
/// Between the groups of bars.
const GAP: f64 = 14.0;
/// For the figure behind the longest bar.
const FIGURE: f64 = 84.0;
/// About as wide as a letter.
const LETTER: f64 = 8.0;

/// The shapes of the series, in their order.
const SHAPES: [&str; 3] = ["filled", "hatched", "open"];

/// Draws a group of bars for each row, and in it one for each figure.
///
/// # Errors
///
/// When a row or figure is not in the record, or when the figures have no unit in common.
pub(crate) fn bars(
    id: &str,
    experiment: Experiment<'_>,
    rows: &[&str],
    figures: &[&str],
) -> Result<String, String> {
    if !(1..=SHAPES.len()).contains(&figures.len()) {
        return Err(format!("a chart shows one to {} figures", SHAPES.len()));
    }
    let unit = experiment.unit(figures[0])?;
    for figure in figures {
        if unit.is_empty() || experiment.unit(figure)? != unit {
            return Err(format!(
                "a chart shows figures of one unit, and {figure} has another"
            ));
        }
    }
    let mut most = 0.0_f64;
    for row in rows {
        for figure in figures {
            most = most.max(experiment.value(row, figure)?.unwrap_or(0.0));
        }
    }
    let letters = rows
        .iter()
        .map(|row| row.chars().count())
        .max()
        .unwrap_or(0);
    let left = MARGIN + letters as f64 * LETTER + MARGIN;
    let scale = (WIDTH - left - FIGURE) / most.max(f64::MIN_POSITIVE);
    let mut body = String::new();
    let mut top = legend(&mut body, id, figures);
    let mut told = Vec::new();
    for row in rows {
        let height = BAR * figures.len() as f64;
        let middle = top + height / 2.0;
        let _ = writeln!(
            body,
            "<text class=\"chart-name\" x=\"{:.0}\" y=\"{middle:.0}\" dy=\".35em\">{}</text>",
            left - MARGIN,
            escape(row)
        );
        for (figure, shape) in figures.iter().zip(SHAPES) {
            let shown = experiment.shown(row, figure)?;
            let long = experiment.value(row, figure)?.unwrap_or(0.0) * scale;
            bar(&mut body, id, shape, (left, top + 2.0), long);
            let _ = writeln!(
                body,
                "<text x=\"{:.1}\" y=\"{:.1}\" dy=\".35em\">{}</text>",
                left + long + 6.0,
                top + BAR / 2.0,
                escape(shown)
            );
            told.push(format!("{row}, {figure}: {shown}."));
            top += BAR;
        }
        top += GAP;
    }
    let title = format!("{}: {}", experiment.title(), figures.join(", "));
    Ok(format!(
        "<figure class=\"chart\">\n<div class=\"table-wrapper\">\n\
         <svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 {WIDTH} {top:.0}\" \
         width=\"100%\" aria-labelledby=\"{id}-title {id}-desc\">\n\
         <title id=\"{id}-title\">{}</title>\n<desc id=\"{id}-desc\">{}</desc>\n\
         <defs><pattern id=\"{id}-hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate(45)\"><path d=\"M1 0V6\"/></pattern></defs>\n\
         {body}</svg>\n</div>\n</figure>",
        escape(&title),
        escape(&told.join(" "))
    ))
}

fn bar(body: &mut String, id: &str, shape: &str, (left, top): (f64, f64), long: f64) {
    // The pattern is of this picture: its id is known here only.
    let fill = match shape {
        "hatched" => format!(" fill=\"url(#{id}-hatch)\""),
        _ => String::new(),
    };
    let _ = writeln!(
        body,
        "<rect class=\"chart-{shape}\" x=\"{left:.1}\" y=\"{top:.1}\" width=\"{long:.1}\" \
         height=\"{:.0}\"{fill}/>",
        BAR - 4.0
    );
}

/// The shapes and what they stand for; returns where the bars may begin.
fn legend(body: &mut String, id: &str, figures: &[&str]) -> f64 {
    let mut left = MARGIN;
    for (figure, shape) in figures.iter().zip(SHAPES) {
        bar(body, id, shape, (left, MARGIN), 24.0);
        let _ = writeln!(
            body,
            "<text x=\"{:.0}\" y=\"{:.0}\" dy=\".35em\">{}</text>",
            left + 30.0,
            MARGIN + BAR / 2.0 - 2.0,
            escape(figure)
        );
        left += 30.0 + (figure.chars().count() as f64 + 3.0) * LETTER;
    }
    MARGIN + BAR + GAP
}
