//! A run in one picture, for one with more lanes than are read.

use super::style::{css, escape, text_width};
use super::{Frame, GAP, LANE, MARGIN, PLOT, panel, strip};
use crate::summary::COUNTED;
use crate::{Timeline, names};
use std::fmt::Write;

/// How wide a column is, in which moments are not told apart.
const COLUMN: u32 = 4;
const COLUMNS: usize = (PLOT / COLUMN) as usize;
/// How high the load is, and the longest stroke of a row under it.
const LOAD: u32 = 120;
const STROKE: u32 = 18;

/// Draws how many requests were in flight over time, and under it how many arrived, were refused
/// (answered with no success) and were given up. `id` makes the ids inside unique on a page; `title` says
/// what the picture is about.
pub fn summary(id: &str, title: &str, timeline: &Timeline) -> String {
    let end = timeline.metrics().time.max(1);
    let column = |tick: u32| {
        let share = f64::from(tick) / f64::from(end);
        // A share of a small number is one.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let column = (share * f64::from(PLOT / COLUMN)) as usize;
        column.min(COLUMNS - 1)
    };
    let counted = COUNTED
        .map(|(name, moment)| (name, timeline.count_by_column(moment, COLUMNS, column)))
        .into_iter()
        .filter(|(_, counts)| counts.iter().any(|&count| count > 0));
    let counted: Vec<_> = counted.collect();
    let load = timeline.load_by_column(COLUMNS, column);

    let names = counted.iter().map(|(name, _)| *name);
    let names = names.chain([names::IN_FLIGHT]).map(text_width);
    let frame = Frame {
        id,
        left: MARGIN + names.max().unwrap_or(0) + GAP,
        top: MARGIN,
        end,
        height: 1,
    };
    let mut body = String::new();
    let mut bottom = MARGIN + LOAD;
    let mut told = vec![row(&mut body, &Row::load(&load), frame, bottom)];
    for (name, counts) in &counted {
        bottom += LANE;
        told.push(row(&mut body, &Row::count(name, counts), frame, bottom));
    }
    panel::grid(&mut body, frame, MARGIN, bottom, timeline.resolution);
    let right = told.iter().map(|(_, story)| text_width(story)).max();
    let width = frame.stories() + right.unwrap_or(0) + MARGIN;
    let height = bottom + 24 + MARGIN;
    let told = told.iter().map(|(name, story)| format!("{name}: {story}"));
    let told = told.collect::<Vec<_>>().join("; ");
    let (id, title, told, css) = (escape(id), escape(title), escape(&told), css());
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"timeline\" role=\"img\" \
         viewBox=\"0 0 {width} {height}\" width=\"100%\" style=\"max-width:{width}px\" \
         aria-labelledby=\"{id}-title {id}-desc\" data-end=\"{end}\">\n\
         <title id=\"{id}-title\">{title}</title>\n<desc id=\"{id}-desc\">{told}.</desc>\n\
         <style>{css}</style>\n{body}</svg>\n"
    )
}

/// Numbers over time.
struct Row<'a> {
    name: &'a str,
    story: String,
    class: &'static str,
    numbers: &'a [usize],
    /// How high the highest of them is.
    height: u32,
    /// How wide the bar of a number is.
    width: u32,
}

impl<'a> Row<'a> {
    fn load(numbers: &'a [usize]) -> Self {
        Row {
            name: names::IN_FLIGHT,
            story: format!("at most {}", numbers.iter().max().unwrap_or(&0)),
            class: "timeline-step",
            numbers,
            height: LOAD,
            width: COLUMN,
        }
    }

    fn count(name: &'a str, numbers: &'a [usize]) -> Self {
        Row {
            name,
            story: numbers.iter().sum::<usize>().to_string(),
            class: match name {
                "refused" => "timeline-refusals",
                "hung up" => "timeline-hang-ups",
                _ => "timeline-arrivals",
            },
            numbers,
            height: STROKE,
            width: COLUMN - 1,
        }
    }
}

/// Draws numbers as bars over a height, and tells their name and what there is to say of them.
fn row(out: &mut String, row: &Row<'_>, frame: Frame<'_>, bottom: u32) -> (String, String) {
    let y = bottom - row.height / 2 + 5;
    strip::named(out, row.class, (row.name, &row.story), frame, y);
    let most = row.numbers.iter().copied().max().unwrap_or(0).max(1);
    for (x, &number) in (frame.left..).step_by(COLUMN as usize).zip(row.numbers) {
        if number == 0 {
            continue;
        }
        #[expect(clippy::cast_precision_loss, reason = "nobody sends 2^53 requests")]
        let share = number as f64 / most as f64;
        // A single one is seen too.
        let height = (f64::from(row.height) * share).max(3.0);
        // Writing to a `String` cannot fail.
        let _ = write!(
            out,
            "<rect x=\"{x}\" y=\"{:.1}\" width=\"{}\" height=\"{height:.1}\"/>",
            f64::from(bottom) - height,
            row.width
        );
    }
    out.push_str("</g>\n");
    (row.name.to_owned(), row.story.clone())
}
