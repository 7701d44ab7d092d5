use crate::{Outcome, Shape};
use anstyle::{AnsiColor, Style};

/// The characters of a timeline. Each outcome has a shape of its own, so that no reader depends
/// on colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cells {
    /// Block characters, found in every font that a terminal uses.
    Unicode,
    /// `#`, `x`, `-`, `%`, `|`, `>`, `.`, `^` and digits, for terminals in another encoding.
    Ascii,
}

/// Heights of one to eight.
const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

impl Cells {
    pub(super) fn shape(self, outcome: Outcome) -> char {
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
    pub(super) fn for_nobody(self) -> char {
        match self {
            Cells::Unicode => '▚',
            Cells::Ascii => '%',
        }
    }

    /// A column in which a part of a streamed answer came: a notch at its end.
    pub(super) fn chunk(self) -> char {
        match self {
            Cells::Unicode => '▊',
            Cells::Ascii => '|',
        }
    }

    /// Points at a moment of the client.
    pub(super) fn mark(self) -> char {
        match self {
            Cells::Unicode => '↑',
            Cells::Ascii => '^',
        }
    }

    pub(super) fn gap(self) -> char {
        match self {
            Cells::Unicode => '·',
            Cells::Ascii => '.',
        }
    }

    /// The beginning of something, its length, and its end.
    pub(super) fn bracket(self) -> [char; 3] {
        match self {
            Cells::Unicode => ['├', '─', '┤'],
            Cells::Ascii => ['|', '-', '|'],
        }
    }

    /// A number as a height. Up to eight are eighths, so that the same number looks the same in all
    /// pictures; where there are more, `top` is as high as it gets. ASCII has no heights: it has digits.
    pub(super) fn level(self, number: u32, top: u32) -> char {
        let eighths = match top {
            0..=8 => number,
            _ => u32::try_from(u64::from(number) * 8 / u64::from(top)).map_or(8, |n| n.max(1)),
        };
        match (self, number) {
            (_, 0) => self.gap(),
            (Cells::Ascii, _) => char::from_digit(number, 10).unwrap_or('+'),
            (Cells::Unicode, _) => LEVELS[eighths.clamp(1, 8) as usize - 1],
        }
    }

    /// A shape as a legend shows it; `None` for one that has its name beside it anyway.
    pub(super) fn key(self, shape: Shape) -> Option<(char, Style)> {
        let outcome = match shape {
            Shape::Failed => Outcome::Answered(500),
            Shape::HungUp => Outcome::Abandoned,
            Shape::InFlight => Outcome::InFlight,
            Shape::Chunk => return Some((self.chunk(), color(Outcome::Answered(200)))),
            Shape::ForNobody => return Some((self.for_nobody(), color(Outcome::Answered(200)))),
            Shape::Ok | Shape::Mark | Shape::Ghost | Shape::Limit => return None,
        };
        Some((self.shape(outcome), color(outcome)))
    }
}

/// Colours tell once more what shapes tell.
pub(super) fn color(outcome: Outcome) -> Style {
    let color = match outcome {
        Outcome::InFlight => AnsiColor::Cyan,
        Outcome::Abandoned => AnsiColor::Yellow,
        outcome if outcome.is_ok() => AnsiColor::Green,
        Outcome::Answered(_) | Outcome::Cut => AnsiColor::Red,
    };
    color.on_default()
}
