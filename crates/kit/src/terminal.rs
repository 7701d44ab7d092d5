use anstream::{AutoStream, ColorChoice};
use mock_api::cli;
use std::io::{IsTerminal, stdout};
use timeline::{Cells, TextStyle};

/// Columns of a pipe, a file, and a terminal that does not tell.
const WIDTH: usize = 80;

/// What the place that we print to can show.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terminal {
    pub(crate) style: TextStyle,
    /// Whether somebody watches while it is drawn.
    pub(crate) live: bool,
}

impl Terminal {
    pub(crate) fn detect(ascii: bool) -> Self {
        let live = stdout().is_terminal();
        let size = console::Term::stdout().size_checked();
        let width = match size {
            Some((_, columns)) if live && columns > 0 => usize::from(columns),
            _ => WIDTH,
        };
        let cells = match ascii {
            true => Cells::Ascii,
            false => cli::cells(),
        };
        let color = AutoStream::choice(&stdout()) != ColorChoice::Never;
        let style = TextStyle {
            cells,
            color,
            width,
        };
        Terminal { style, live }
    }

    /// A paragraph of ours in lines that fit, and that are no longer than lines are read well.
    pub(crate) fn wrap(&self, text: &str) -> String {
        self.indent(text, "")
    }

    /// A paragraph under something, each of its lines after an indent.
    pub(crate) fn indent(&self, text: &str, indent: &str) -> String {
        let width = self.style.width.clamp(20, WIDTH);
        cli::paragraph(&self.spell(text), width, indent, indent)
    }

    /// A text of ours, in the characters that can be shown.
    pub(crate) fn spell(&self, text: &str) -> String {
        cli::spell(text, self.style.cells)
    }
}
