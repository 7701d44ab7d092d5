mod cells;
mod scale;
mod strip;

pub use cells::Cells;
pub use scale::Scale;

use crate::{Against, Lane, Outcome, Resolution, Shape, Timeline, names};
use cells::color;
use unicode_width::UnicodeWidthStr;

/// How a timeline is drawn as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextStyle {
    /// The characters that spans are made of.
    pub cells: Cells,
    /// Whether to colour them with ANSI sequences.
    pub color: bool,
    /// Columns to fit into. Long runs get fewer columns for a tick; labels are never cut.
    pub width: usize,
}

/// A number of ticks as seconds, with one digit: `0.9 s`.
pub fn seconds(ticks: u32) -> String {
    Resolution::default().seconds(ticks)
}

/// What the shapes stand for that are not a success, on lines that fit; `None` where there are none.
///
/// What has its name beside it in the picture, such as a moment of the client, is not repeated.
pub fn legend(shapes: impl IntoIterator<Item = Shape>, style: TextStyle) -> Option<String> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    for shape in shapes {
        let Some((cell, color)) = style.cells.key(shape) else {
            continue;
        };
        let name = shape.name();
        let width = 4 + name.width();
        let key = match style.color {
            true => format!("  {color}{cell}{color:#} {name}"),
            false => format!("  {cell} {name}"),
        };
        match lines.last_mut() {
            Some((taken, line)) if *taken + width <= style.width => {
                *taken += width;
                line.push_str(&key);
            }
            _ => lines.push((width, key)),
        }
    }
    let lines: Vec<String> = lines.into_iter().map(|(_, line)| line).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// A line of a picture: what it is about, what is drawn, and what becomes of it.
struct Row {
    label: String,
    cells: String,
    story: String,
}

impl Timeline {
    /// The lanes and the time axis, one line each, without a final line break.
    ///
    /// A span in flight is drawn up to `now`; a finished timeline takes its own [end](Timeline::end).
    pub fn text(&self, style: TextStyle, now: Option<u32>) -> String {
        self.text_at(self.scale(style, now), style, now, None)
    }

    /// The finest scale at which the text fits.
    pub fn scale(&self, style: TextStyle, now: Option<u32>) -> Scale {
        let end = now.unwrap_or(0).max(self.end());
        self.fitting(style, end).0
    }

    /// That scale, and whether stories are told briefly: where they take columns that the picture needs.
    fn fitting(&self, style: TextStyle, end: u32) -> (Scale, bool) {
        let whole = self.beside(&self.texts(false), style, end);
        match whole.ticks_a_column() {
            Some(2..) => (self.beside(&self.texts(true), style, end), true),
            _ => (whole, false),
        }
    }

    /// The finest scale that leaves room for these texts.
    fn beside(&self, texts: &[(String, String)], style: TextStyle, end: u32) -> Scale {
        let label = texts.iter().map(|(label, _)| label.width()).max();
        let story = texts.iter().map(|(_, story)| story.width()).max();
        // Two columns before the label and two after it. On the right, three before the story,
        // or the last time of the axis.
        let right = (3 + story.unwrap_or(0)).max(self.resolution.seconds(end).len());
        let taken = 2 + label.unwrap_or(0) + 2 + right;
        Scale::fitting(end, style.width.saturating_sub(taken))
    }

    /// The same as [`Timeline::text`] at a scale that other runs have too, and with the time that it took
    /// more or less than the right run, which has a name.
    pub fn text_at(
        &self,
        scale: Scale,
        style: TextStyle,
        now: Option<u32>,
        right: Option<(&str, &Timeline)>,
    ) -> String {
        let end = now.unwrap_or(0).max(self.end());
        let (_, briefly) = self.fitting(style, end);
        let lanes = self.lanes.iter().enumerate().map(|(row, lane)| Row {
            label: one_line(&lane.label),
            cells: self.cells((row, lane), scale, end, style),
            story: self.told(lane, briefly),
        });
        let rows: Vec<Row> = lanes.chain(self.strip(scale, end, style)).collect();
        let label_width = rows.iter().map(|row| row.label.width()).max().unwrap_or(0);
        let mut lines: Vec<String> = rows
            .iter()
            .map(
                |Row {
                     label,
                     cells,
                     story,
                 }| {
                    let padding = " ".repeat(label_width - label.width());
                    format!("  {label}{padding}  {cells}   {story}")
                        .trim_end()
                        .to_owned()
                },
            )
            .collect();
        let under = self.mark_lines(scale, style.cells);
        let room = style.width.saturating_sub(4 + label_width);
        let lost = right.and_then(|right| self.lost(right, scale, style.cells, room));
        for line in under.into_iter().chain(lost) {
            lines.push(format!("  {:label_width$}  {line}", ""));
        }
        let axis = axis(scale, end, self.resolution);
        lines.push(format!("  {:label_width$}  {axis}", ""));
        lines.join("\n")
    }

    fn told(&self, lane: &Lane, briefly: bool) -> String {
        match briefly {
            true => self.brief_story(lane),
            false => self.story(lane),
        }
    }

    /// The labels and stories of all rows.
    fn texts(&self, briefly: bool) -> Vec<(String, String)> {
        let lanes = self.lanes.iter();
        let lanes = lanes.map(|lane| (one_line(&lane.label), self.told(lane, briefly)));
        lanes.chain(self.strip_texts()).collect()
    }

    /// The time lost, from where the right run ends to where this one does.
    fn lost(
        &self,
        (name, right): (&str, &Timeline),
        scale: Scale,
        cells: Cells,
        room: usize,
    ) -> Option<String> {
        let against = self.against(right);
        let mark = against.mark()?;
        let mark = match cells {
            Cells::Unicode => mark,
            Cells::Ascii => mark.replace('\u{2212}', "-"),
        };
        let than = names::compared_with(name);
        match against {
            Against::Later(_) => {}
            Against::Unfinished { .. } => return Some(mark),
            Against::Same | Against::Earlier(_) => return Some(format!("{mark} {than}")),
        }
        let [begin, line, end] = cells.bracket();
        let (from, to) = (scale.column(right.end()), scale.width(self.end()));
        let between = to.saturating_sub(from + 2);
        let bracket = |inside: &str| {
            let left = between.saturating_sub(inside.width());
            let lines = |count: usize| line.to_string().repeat(count);
            let (before, after) = (lines(left / 2), lines(left - left / 2));
            format!("{}{begin}{before}{inside}{after}{end}", " ".repeat(from))
        };
        // With as much of it inside of the bracket as there is room for.
        let all = format!(" {mark} {than} ");
        let short = format!(" {mark} ");
        let (drawn, rest) = match between {
            between if between >= all.width() => (bracket(&all), String::new()),
            between if between >= short.width() => (bracket(&short), than),
            _ => (bracket("") + &short, than),
        };
        let drawn = drawn.trim_end();
        let whole = format!("{drawn} {rest}");
        let fitting = [whole.trim_end(), drawn].into_iter();
        let mut fitting = fitting.filter(|line| line.width() <= room);
        Some(fitting.next().map_or(mark, str::to_owned))
    }
}

/// A prompt may hold line breaks, and its escape sequences are not for the terminal.
fn one_line(label: &str) -> String {
    label.replace(char::is_control, " ")
}

/// What stands in one column of a lane.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cell {
    Gap,
    Span(Outcome),
    ForNobody(Outcome),
    Chunk(Outcome),
}

impl Timeline {
    fn cells(
        &self,
        (index, lane): (usize, &Lane),
        scale: Scale,
        end: u32,
        style: TextStyle,
    ) -> String {
        // A run without length still has a place for what happened in it.
        let mut row = vec![Cell::Gap; scale.width(end).max(1)];
        for (of, span) in lane.spans.iter().enumerate() {
            let from = scale.column(span.start).min(row.len() - 1);
            let to = match span.end {
                Some(last) if last < end => scale.column(last),
                _ => row.len(),
            };
            // A span shorter than a column still shows.
            let to = to.max(from + 1);
            row[from..to].fill(Cell::Span(span.outcome));
            if let Some(returned) = self.returned.filter(|_| self.is_for_nobody(span)) {
                let from = scale.column(returned).clamp(from, to - 1);
                row[from..to].fill(Cell::ForNobody(span.outcome));
            }
            // A column ends where its tick does, so that the last part is the end of the span.
            for &tick in self.chunks_at(index, of) {
                let at = scale.column(tick).saturating_sub(1).clamp(from, to - 1);
                row[at] = Cell::Chunk(span.outcome);
            }
        }
        row.chunk_by(|a, b| a == b)
            .map(|run| {
                let (shape, outcome) = match run[0] {
                    Cell::Gap => return style.cells.gap().to_string().repeat(run.len()),
                    Cell::Span(outcome) => (style.cells.shape(outcome), outcome),
                    Cell::ForNobody(outcome) => (style.cells.for_nobody(), outcome),
                    Cell::Chunk(outcome) => (style.cells.chunk(), outcome),
                };
                let cells = shape.to_string().repeat(run.len());
                if style.color {
                    let color = color(outcome);
                    format!("{color}{cells}{color:#}")
                } else {
                    cells
                }
            })
            .collect()
    }

    /// The moments of the client, each named at its column; a second line where two would touch.
    fn mark_lines(&self, scale: Scale, cells: Cells) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for mark in self.moments() {
            let at = scale.column(mark.tick);
            let named = format!("{} {}", cells.mark(), mark.name);
            let room = |line: &&mut String| line.is_empty() || line.width() + 2 <= at;
            match lines.iter_mut().find(room) {
                Some(line) => {
                    let space = " ".repeat(at.saturating_sub(line.width()));
                    line.push_str(&space);
                    line.push_str(&named);
                }
                None => lines.push(format!("{}{named}", " ".repeat(at))),
            }
        }
        lines
    }
}

/// `0`, some times between, and the end, each starting at its column.
pub(crate) fn axis(scale: Scale, end: u32, resolution: Resolution) -> String {
    let last = resolution.seconds(end);
    let last_at = scale.width(end);
    // In a run so short that the end would touch it, the zero stays away.
    let mut line = String::from(if last_at < 2 { "" } else { "0" });
    // The finest step whose labels keep a distance; steps of 1, 2 and 5 read well.
    let steps = [5, 10, 20, 50, 100, 200, 500, 1000];
    if let Some(step) = steps.into_iter().find(|&step| scale.column(step) >= 8) {
        for tick in (step..end).step_by(step as usize) {
            let label = resolution.number(tick);
            let at = scale.column(tick);
            if line.len() < at && at + label.len() + 2 <= last_at {
                line = format!("{line:at$}{label}");
            }
        }
    }
    format!("{line:last_at$}{last}")
}
