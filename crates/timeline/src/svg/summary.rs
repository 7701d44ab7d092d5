//! A run in one picture, for one with more lanes than are read.

use super::style::text_width;
use super::{Frame, GAP, LANE, MARGIN, PLOT, panel, shell, strip};
use crate::summary::COUNTED;
use crate::{Timeline, names};
use std::fmt::Write;

/// How wide a column is, in which moments are not told apart.
const COLUMN: u32 = 4;
const COLUMNS: usize = (PLOT / COLUMN) as usize;
/// What gives each of the [`COUNTED`] its colour.
const CLASSES: [&str; 3] = [
    "timeline-arrivals",
    "timeline-refusals",
    "timeline-hang-ups",
];
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
    let counted = COUNTED.into_iter().zip(CLASSES);
    let counted = counted.map(|((name, moment), class)| {
        let counts = timeline.count_by_column(moment, COLUMNS, column);
        Row::count(name, class, counts)
    });
    let counted = counted.filter(|row| row.numbers.iter().any(|&count| count > 0));
    let load = Row::load(timeline.load_by_column(COLUMNS, column));
    let rows: Vec<Row> = [load].into_iter().chain(counted).collect();

    let names = rows.iter().map(|row| text_width(row.name));
    let frame = Frame {
        id,
        left: MARGIN + names.max().unwrap_or(0) + GAP,
        top: MARGIN,
        end,
        height: 1,
    };
    let mut body = String::new();
    let mut bottom = MARGIN + LOAD;
    for (index, row) in (0..).zip(&rows) {
        bottom = MARGIN + LOAD + LANE * index;
        draw(&mut body, row, frame, bottom);
    }
    panel::grid(&mut body, frame, MARGIN, bottom, timeline.resolution);
    let right = rows.iter().map(|row| text_width(&row.story)).max();
    let size = (
        frame.stories() + right.unwrap_or(0) + MARGIN,
        bottom + 24 + MARGIN,
    );
    let told = rows
        .iter()
        .map(|row| format!("{}: {}", row.name, row.story));
    let told = told.collect::<Vec<_>>().join("; ") + ".";
    shell(
        (id, title, &told),
        size,
        &format!("data-end=\"{end}\""),
        &body,
    )
}

/// Numbers over time.
struct Row {
    name: &'static str,
    story: String,
    class: &'static str,
    numbers: Vec<usize>,
    /// How high the highest of them is.
    height: u32,
    /// How wide the bar of a number is.
    width: u32,
}

impl Row {
    fn load(numbers: Vec<usize>) -> Self {
        Row {
            name: names::IN_FLIGHT,
            story: format!("at most {}", numbers.iter().max().unwrap_or(&0)),
            class: "timeline-step",
            numbers,
            height: LOAD,
            width: COLUMN,
        }
    }

    fn count(name: &'static str, class: &'static str, numbers: Vec<usize>) -> Self {
        Row {
            name,
            story: numbers.iter().sum::<usize>().to_string(),
            class,
            numbers,
            height: STROKE,
            width: COLUMN - 1,
        }
    }
}

/// Draws numbers as bars over a height, with their name and what there is to say of them.
fn draw(out: &mut String, row: &Row, frame: Frame<'_>, bottom: u32) {
    let y = bottom - row.height / 2 + 5;
    strip::named(out, row.class, (row.name, &row.story), frame, y);
    let most = row.numbers.iter().copied().max().unwrap_or(0).max(1);
    for (x, &number) in (frame.left..).step_by(COLUMN as usize).zip(&row.numbers) {
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
}
