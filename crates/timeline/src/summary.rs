use crate::text::{Scale, axis};
use crate::{Cells, Outcome, Span, TextStyle, Timeline};
use anstyle::{AnsiColor, Style};

/// Rows of the load.
const ROWS: usize = 6;

/// When something happened to a request, if it did.
pub(crate) type Moment = fn(&Span) -> Option<u32>;

/// What is counted over time, under the load.
pub(crate) const COUNTED: [(&str, Moment); 3] = [
    ("arrived", |span| Some(span.start)),
    ("refused", refused),
    ("hung up", given_up),
];

impl Timeline {
    /// The run in one picture, for one with more lanes than are read: how many were in flight over time,
    /// and under it how many arrived, were refused (answered with no success) and were given up. Lines
    /// without a final line break.
    pub fn summary(&self, style: TextStyle) -> String {
        let end = self.metrics().time.max(1);
        let last = self.resolution.seconds(end);
        // A name and the most of it, which is never above the number of requests.
        let digits = self.spans().count().to_string().len();
        let left = "in flight ".len() + digits;
        let taken = 2 + left + 2 + last.len();
        let scale = Scale::fitting(end, style.width.saturating_sub(taken));
        let columns = scale.width(end).max(1);
        let column = |tick| scale.column(tick).min(columns - 1);
        let load = self.load_by_column(columns, column);
        let named = |name: &str, most: usize| format!("  {name:<10}{most:>digits$}  ");
        let mut lines = bars(&load, &named, left, style);
        let colors = [None, Some(AnsiColor::Red), Some(AnsiColor::Yellow)];
        for ((name, moment), color) in COUNTED.into_iter().zip(colors) {
            let counts = self.count_by_column(moment, columns, column);
            let most = counts.iter().copied().max().unwrap_or(0);
            if most > 0 {
                let row = counts.iter().map(|&count| level(count, most, style.cells));
                let row = paint(row.collect(), color, style);
                lines.push(named(name, most) + &row);
            }
        }
        let axis = axis(scale, end, self.resolution);
        lines.push(format!("  {:left$}  {axis}", ""));
        if let Some(ticks) = scale.ticks_a_column() {
            let wide = self.resolution.seconds(ticks);
            lines.push(format!(
                "  A column is {wide}. A number is the most in one."
            ));
        }
        lines.join("\n")
    }

    /// How often something happened in each column.
    pub(crate) fn count_by_column(
        &self,
        moment: Moment,
        columns: usize,
        column: impl Fn(u32) -> usize,
    ) -> Vec<usize> {
        let mut counts = vec![0; columns];
        for tick in self.spans().filter_map(moment) {
            counts[column(tick)] += 1;
        }
        counts
    }

    /// The most requests in flight in each column.
    pub(crate) fn load_by_column(
        &self,
        columns: usize,
        column: impl Fn(u32) -> usize,
    ) -> Vec<usize> {
        let mut load = vec![0; columns];
        let (mut now, mut from) = (0, 0);
        for (tick, number) in self.load() {
            let here = column(tick);
            // What was in flight until now is so up to this column.
            for most in &mut load[from..here] {
                *most = now.max(*most);
            }
            (now, from) = (number, here);
            load[here] = now.max(load[here]);
        }
        for most in &mut load[from..] {
            *most = now.max(*most);
        }
        load
    }
}

fn refused(span: &Span) -> Option<u32> {
    let failed =
        matches!(span.outcome, Outcome::Answered(_) | Outcome::Cut) && !span.outcome.is_ok();
    span.end.filter(|_| failed)
}

fn given_up(span: &Span) -> Option<u32> {
    span.end.filter(|_| span.outcome == Outcome::Abandoned)
}

/// The load in rows, the highest first, with the most at its top.
fn bars(
    load: &[usize],
    named: &dyn Fn(&str, usize) -> String,
    left: usize,
    style: TextStyle,
) -> Vec<String> {
    let most = load.iter().copied().max().unwrap_or(0).max(1);
    let rows = ROWS.min(most);
    let row = |row: usize| {
        let cells = load.iter().map(|&count| {
            // In eighths of a row.
            let filled = (count * rows * 8).div_ceil(most);
            eighths(
                filled.saturating_sub((rows - row - 1) * 8).min(8),
                style.cells,
            )
        });
        let cells = paint(cells.collect(), Some(AnsiColor::Green), style);
        match row {
            0 => named("in flight", most) + &cells,
            _ => format!("  {:left$}  {cells}", ""),
        }
    };
    (0..rows).map(row).collect()
}

fn eighths(filled: usize, cells: Cells) -> char {
    const BLOCKS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    match cells {
        Cells::Unicode => BLOCKS[filled.min(8)],
        Cells::Ascii if filled >= 4 => '#',
        Cells::Ascii => ' ',
    }
}

/// One column of a row that stands for itself: something always shows.
fn level(count: usize, most: usize, cells: Cells) -> char {
    match (count, cells) {
        (0, Cells::Unicode) => '·',
        (0, Cells::Ascii) => '.',
        (_, Cells::Unicode) => eighths((count * 8).div_ceil(most), cells),
        (1..=9, Cells::Ascii) => {
            char::from_digit(u32::try_from(count).unwrap_or(9), 10).unwrap_or('+')
        }
        (_, Cells::Ascii) => '+',
    }
}

fn paint(row: String, color: Option<AnsiColor>, style: TextStyle) -> String {
    match color.filter(|_| style.color) {
        Some(color) => {
            let color: Style = color.on_default();
            format!("{color}{row}{color:#}")
        }
        None => row,
    }
}
