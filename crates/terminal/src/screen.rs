use crate::characters::{cells, paragraph, spell};
use crate::style::BOLD;
use anstream::{AutoStream, ColorChoice};
use console::Term;
use std::io::{IsTerminal, stderr, stdout};
use timeline::{Cells, TextStyle};

/// Columns of a pipe, a file, and a terminal that does not tell. Longer lines are not read well.
pub const WIDTH: usize = 80;

/// Columns below which a paragraph is not narrowed further: its words would stand alone.
const NARROWEST: usize = 20;

/// What a stream of a program can show.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    /// Columns of the terminal; `None` where it is none, or does not tell.
    pub columns: Option<usize>,
    /// The characters that it shows.
    pub cells: Cells,
    /// Whether it shows colours, and they are wished for.
    pub color: bool,
    /// Whether somebody watches while it is drawn.
    pub live: bool,
}

impl Terminal {
    /// What the standard output stream can show, by the system and the environment.
    pub fn detect() -> Self {
        let color = AutoStream::choice(&stdout());
        Self::of(&Term::stdout(), stdout().is_terminal(), color)
    }

    /// The same for the standard error stream, where a program reports while the other one belongs to
    /// somebody else.
    pub fn detect_errors() -> Self {
        let color = AutoStream::choice(&stderr());
        Self::of(&Term::stderr(), stderr().is_terminal(), color)
    }

    fn of(term: &Term, live: bool, color: ColorChoice) -> Self {
        let columns = term.size_checked().map(|(_, columns)| columns.into());
        Terminal {
            columns: columns.filter(|&columns| live && columns > 0),
            cells: cells(),
            color: color != ColorChoice::Never,
            live,
        }
    }

    /// The same, with ASCII characters only if that is wished for.
    pub fn ascii(self, wished: bool) -> Self {
        match wished {
            true => Terminal {
                cells: Cells::Ascii,
                ..self
            },
            false => self,
        }
    }

    /// How a timeline is drawn on it.
    pub fn style(&self) -> TextStyle {
        TextStyle {
            cells: self.cells,
            color: self.color,
            width: self.columns.unwrap_or(WIDTH),
        }
    }

    /// A text of ours, in the characters that can be shown.
    pub fn spell(&self, text: &str) -> String {
        spell(text, self.cells)
    }

    /// A paragraph of ours in lines that fit, and that are no longer than lines are read well.
    pub fn wrap(&self, text: &str) -> String {
        self.hang(text, "", "")
    }

    /// A paragraph under something, each of its lines after an indent.
    pub fn indent(&self, text: &str, indent: &str) -> String {
        self.hang(text, indent, indent)
    }

    /// A paragraph whose first line has an indent of its own, such as a mark.
    pub fn hang(&self, text: &str, first: &str, others: &str) -> String {
        let width = self.columns.unwrap_or(WIDTH).clamp(NARROWEST, WIDTH);
        paragraph(&self.spell(text), width, first, others)
    }

    /// Prints a paragraph.
    pub fn say(&self, text: &str) {
        anstream::println!("{}", self.wrap(text));
    }

    /// Prints a paragraph, each of its lines after an indent.
    pub fn say_under(&self, indent: &str, text: &str) {
        anstream::println!("{}", self.indent(text, indent));
    }

    /// Prints a title.
    pub fn title(&self, text: &str) {
        anstream::println!("{BOLD}{}{BOLD:#}", self.spell(text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terminal(columns: Option<usize>) -> Terminal {
        Terminal {
            columns,
            cells: Cells::Unicode,
            color: false,
            live: columns.is_some(),
        }
    }

    #[test]
    fn a_timeline_has_all_columns_and_a_paragraph_those_that_are_read_well() {
        let words = "word ".repeat(100);
        let longest = |columns| {
            let wrapped = terminal(columns).hang(&words, "- ", "  ");
            wrapped.lines().map(str::len).max()
        };
        assert_eq!(terminal(Some(200)).style().width, 200);
        assert_eq!(terminal(None).style().width, WIDTH);
        assert_eq!(longest(Some(200)), Some(76));
        assert_eq!(longest(None), Some(76));
        assert_eq!(longest(Some(40)), Some(36));
        assert_eq!(longest(Some(3)), Some(16));
    }

    #[test]
    fn a_colour_takes_no_columns() {
        let words = "word ".repeat(30);
        let plain = terminal(None).hang(&words, "  NO   ", "       ");
        let coloured = format!("  {BOLD}NO{BOLD:#}   ");
        let coloured = terminal(None).hang(&words, &coloured, "       ");
        assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain);
    }

    #[test]
    fn ascii_is_a_wish() {
        let said = |wished| terminal(None).ascii(wished).wrap("1 · sequential");
        assert_eq!(said(false), "1 · sequential");
        assert_eq!(said(true), "1 - sequential");
    }
}
