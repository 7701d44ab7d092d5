//! What stands under the lanes: the load, the server's limit, and tracks.

use super::{Row, Scale, TextStyle, cells::color, one_line};
use crate::{Outcome, Steps, Timeline, names, track};

/// What something was at a tick; `None` before its first step.
fn at<T>(steps: &[(u32, T)], tick: u32) -> Option<&T> {
    let after = steps.partition_point(|&(step, _)| step <= tick);
    steps[..after].last().map(|(_, value)| value)
}

impl Timeline {
    /// The rows under the lanes, where they say something.
    pub(super) fn strip(&self, scale: Scale, end: u32, style: TextStyle) -> Vec<Row> {
        if !self.shows_load() {
            return Vec::new();
        }
        let mut rows = vec![self.load_row(scale, end, style)];
        if self.limits.len() > 1 {
            rows.push(Row {
                label: names::LIMIT.to_owned(),
                cells: self.heights(&self.limits, scale, end, style),
                story: names::in_turn(&self.limit_numbers()),
            });
        }
        rows.extend(self.tracks.iter().map(|track| Row {
            label: one_line(track.name()),
            cells: match track.steps() {
                Steps::Numbers(steps) => self.heights(steps, scale, end, style),
                Steps::States(steps) => band(steps, scale, end, style),
            },
            story: one_line(&track.story()),
        }));
        rows
    }

    /// The labels and stories of those rows, which the others have to be as wide as.
    pub(super) fn strip_texts(&self) -> Vec<(String, String)> {
        if !self.shows_load() {
            return Vec::new();
        }
        let load = [(names::IN_FLIGHT.to_owned(), self.limit_story())];
        let changing = self.limits.len() > 1;
        let changes = || names::in_turn(&self.limit_numbers());
        let limit = changing.then(|| (names::LIMIT.to_owned(), changes()));
        let tracks = self.tracks.iter();
        let tracks = tracks.map(|track| (one_line(track.name()), one_line(&track.story())));
        load.into_iter().chain(limit).chain(tracks).collect()
    }

    /// What is above the limit is coloured as what fails; the heights say it without colours.
    fn load_row(&self, scale: Scale, end: u32, style: TextStyle) -> Row {
        let load: Vec<(u32, u32)> = self
            .load()
            .into_iter()
            .map(|(tick, number)| (tick, u32::try_from(number).unwrap_or(u32::MAX)))
            .collect();
        let red = color(Outcome::Answered(500));
        let cells = (0..scale.width(end).max(1)).map(|column| {
            let number = highest(&load, scale, column).unwrap_or(0);
            let cell = style.cells.level(number, self.height());
            let above = scale.ticks(column).any(|tick| {
                let (load, limit) = (at(&load, tick), at(&self.limits, tick));
                limit.is_some_and(|limit| load.is_some_and(|load| load > limit))
            });
            match above && style.color {
                true => format!("{red}{cell}{red:#}"),
                false => cell.to_string(),
            }
        });
        Row {
            label: names::IN_FLIGHT.to_owned(),
            cells: cells.collect(),
            story: self.limit_story(),
        }
    }

    /// Behind the load. How high it gets is drawn, and stands in a table.
    fn limit_story(&self) -> String {
        names::limit(self.metrics().peak_in_flight, &self.limit_numbers())
    }

    fn heights(&self, steps: &[(u32, u32)], scale: Scale, end: u32, style: TextStyle) -> String {
        let level = |column| match highest(steps, scale, column) {
            Some(number) => style.cells.level(number, self.height()),
            None => ' ',
        };
        (0..scale.width(end).max(1)).map(level).collect()
    }
}

/// The highest number within a column.
fn highest(steps: &[(u32, u32)], scale: Scale, column: usize) -> Option<u32> {
    let numbers = scale.ticks(column).filter_map(|tick| at(steps, tick));
    numbers.max().copied()
}

/// States with their names, as far as there is room: `├closed──├open──`.
fn band(steps: &[(u32, String)], scale: Scale, end: u32, style: TextStyle) -> String {
    let [begin, line, _] = style.cells.bracket();
    let mut cells = vec![' '; scale.width(end).max(1)];
    for (from, to, state) in track::intervals(steps, end) {
        let from = scale.column(from).min(cells.len() - 1);
        let to = scale.column(to).clamp(from + 1, cells.len());
        let wide = unicode_width::UnicodeWidthStr::width(state.as_str()) != state.chars().count();
        // A letter that takes two columns would push the rest along; the story has its name.
        let name = if wide { "" } else { state.as_str() };
        let name = name.chars().map(|c| if c.is_control() { ' ' } else { c });
        let all = std::iter::once(begin).chain(name);
        for (cell, c) in cells[from..to]
            .iter_mut()
            .zip(all.chain(std::iter::repeat(line)))
        {
            *cell = c;
        }
    }
    cells.into_iter().collect()
}
