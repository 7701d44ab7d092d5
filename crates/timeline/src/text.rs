use crate::{Lane, Outcome, Resolution, Timeline};
use anstyle::{AnsiColor, Style};
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

/// The characters of a timeline. Each outcome has a shape of its own, so that no reader depends
/// on colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cells {
    /// Block characters, found in every font that a terminal uses.
    Unicode,
    /// `#`, `x`, `-`, `%`, `|`, `>`, `.` and `^`, for terminals in another encoding.
    Ascii,
}

impl Cells {
    fn shape(self, outcome: Outcome) -> char {
        match (self, outcome) {
            (Cells::Unicode, Outcome::InFlight) => '▓',
            (Cells::Unicode, Outcome::Abandoned) => '░',
            (Cells::Unicode, outcome) if outcome.is_ok() => '█',
            (Cells::Unicode, Outcome::Answered(_) | Outcome::Cut) => '▒',
            (Cells::Ascii, Outcome::InFlight) => '>',
            (Cells::Ascii, Outcome::Abandoned) => '-',
            (Cells::Ascii, outcome) if outcome.is_ok() => '#',
            (Cells::Ascii, Outcome::Answered(_) | Outcome::Cut) => 'x',
        }
    }

    /// What an answered request looks like when its caller has returned.
    fn for_nobody(self) -> char {
        match self {
            Cells::Unicode => '▚',
            Cells::Ascii => '%',
        }
    }

    /// A column in which a part of a streamed answer came: a notch at its end.
    fn chunk(self) -> char {
        match self {
            Cells::Unicode => '▊',
            Cells::Ascii => '|',
        }
    }

    /// Points at a moment of the client.
    fn mark(self) -> char {
        match self {
            Cells::Unicode => '↑',
            Cells::Ascii => '^',
        }
    }

    fn gap(self) -> char {
        match self {
            Cells::Unicode => '·',
            Cells::Ascii => '.',
        }
    }
}

fn color(outcome: Outcome) -> Style {
    let color = match outcome {
        Outcome::InFlight => AnsiColor::Cyan,
        Outcome::Abandoned => AnsiColor::Yellow,
        outcome if outcome.is_ok() => AnsiColor::Green,
        Outcome::Answered(_) | Outcome::Cut => AnsiColor::Red,
    };
    color.on_default()
}

/// A number of ticks as seconds, with one digit: `0.9 s`.
pub fn seconds(ticks: u32) -> String {
    Resolution::default().seconds(ticks)
}

/// Columns for a number of ticks: so many columns each, or so many ticks a column.
#[derive(Clone, Copy)]
pub(crate) struct Scale {
    columns: usize,
    ticks: usize,
}

impl Scale {
    pub(crate) fn fitting(ticks: u32, room: usize) -> Self {
        let (ticks, room) = (ticks as usize, room.max(1));
        if ticks.saturating_mul(2) <= room {
            return Scale {
                columns: 2,
                ticks: 1,
            };
        }
        Scale {
            columns: 1,
            ticks: ticks.div_ceil(room).max(1),
        }
    }

    pub(crate) fn column(self, tick: u32) -> usize {
        tick as usize * self.columns / self.ticks
    }

    /// Ticks that one column stands for; `None` where a tick has several.
    pub(crate) fn ticks_a_column(self) -> Option<u32> {
        let ticks = u32::try_from(self.ticks).ok();
        ticks.filter(|_| self.columns == 1)
    }

    /// Columns of a whole run; the last may stand for fewer ticks than the others.
    pub(crate) fn width(self, end: u32) -> usize {
        (end as usize * self.columns).div_ceil(self.ticks)
    }
}

impl Timeline {
    /// The lanes and the time axis, one line each, without a final line break.
    ///
    /// A span in flight is drawn up to `now`; a finished timeline takes its own
    /// [time](crate::Metrics::time).
    pub fn text(&self, style: TextStyle, now: Option<u32>) -> String {
        let end = now.unwrap_or(0).max(self.metrics().time);
        let mut lanes: Vec<(String, String)> = self
            .lanes
            .iter()
            .map(|lane| (one_line(&lane.label), self.story(lane)))
            .collect();
        let label_width = lanes.iter().map(|(label, _)| label.width()).max();
        let label_width = label_width.unwrap_or(0);
        // Two columns before the label and two after it. On the right, three before the story,
        // or the last time of the axis.
        let room = |lanes: &[(String, String)]| {
            let story = lanes.iter().map(|(_, story)| story.width()).max();
            let right = (3 + story.unwrap_or(0)).max(self.resolution.seconds(end).len());
            style.width.saturating_sub(2 + label_width + 2 + right)
        };
        // Where a story takes columns that the picture needs, it is told in fewer words.
        if room(&lanes) < end as usize {
            let briefly = |lane| self.brief_story(lane);
            for ((_, story), brief) in lanes.iter_mut().zip(self.lanes.iter().map(briefly)) {
                *story = brief;
            }
        }
        let scale = Scale::fitting(end, room(&lanes));
        let mut lines: Vec<String> = self
            .lanes
            .iter()
            .zip(&lanes)
            .enumerate()
            .map(|(row, (lane, (label, story)))| {
                let padding = " ".repeat(label_width - label.width());
                let cells = self.cells((row, lane), scale, end, style);
                format!("  {label}{padding}  {cells}   {story}")
            })
            .collect();
        for marks in self.mark_lines(scale, style.cells) {
            lines.push(format!("  {:label_width$}  {marks}", ""));
        }
        lines.push(format!(
            "  {:label_width$}  {}",
            "",
            axis(scale, end, self.resolution)
        ));
        lines.join("\n")
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
