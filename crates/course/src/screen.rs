use anstyle::{AnsiColor, Style};
use console::Term;
use mock_api::cli;
use std::io::{IsTerminal, stdout};
use timeline::Cells;

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIMMED: Style = Style::new().dimmed();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default();
pub(crate) const DOUBT: Style = AnsiColor::Yellow.on_default();

/// Columns of a pipe, a file, and a terminal that does not tell; lines that are read well.
const WIDTH: usize = 80;

/// The place that we print to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Screen {
    /// Columns of the terminal; `None` where it is none, or does not tell.
    pub(crate) columns: Option<usize>,
    pub(crate) cells: Cells,
}

impl Screen {
    pub(crate) fn detect() -> Self {
        let columns = Term::stdout()
            .size_checked()
            .map(|(_, columns)| columns.into());
        Screen {
            columns: columns.filter(|&columns| columns > 0 && stdout().is_terminal()),
            cells: cli::cells(),
        }
    }

    /// Prints a paragraph of ours in lines that fit.
    pub(crate) fn say(&self, text: &str) {
        self.say_under("", text);
    }

    /// Prints a paragraph, each of its lines after an indent.
    pub(crate) fn say_under(&self, indent: &str, text: &str) {
        let width = self.columns.unwrap_or(WIDTH).clamp(20, WIDTH);
        let text = cli::paragraph(&self.spell(text), width, indent, indent);
        anstream::println!("{text}");
    }

    /// Prints a title.
    pub(crate) fn title(&self, text: &str) {
        anstream::println!("{BOLD}{}{BOLD:#}", self.spell(text));
    }

    /// A text of ours, in the characters that can be shown.
    pub(crate) fn spell(&self, text: &str) -> String {
        cli::spell(text, self.cells)
    }
}
