//! Experiments for the terminal, and for a page in Markdown.

use crate::record::{Cell, Experiment};
use std::fmt::Write;
use terminal::style::{BOLD, DIMMED};
use terminal::{WIDTH, paragraph};

/// A table with its title and its notes.
pub(crate) fn text(experiment: &Experiment) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{BOLD}{}{BOLD:#}", experiment.title);
    let _ = writeln!(out, "{}", paragraph(&experiment.about, WIDTH, "", ""));
    if !experiment.rows.is_empty() {
        out.push('\n');
        table(&mut out, experiment);
    }
    let mut lines: Vec<&str> = experiment
        .notes
        .iter()
        .map(|note| note.text.as_str())
        .collect();
    lines.extend(experiment.left_out.iter().map(String::as_str));
    if !lines.is_empty() {
        out.push('\n');
    }
    for line in lines {
        let _ = writeln!(out, "{}", paragraph(line, WIDTH, "- ", "  "));
    }
    out
}

fn table(out: &mut String, experiment: &Experiment) {
    let width = |text: &str| text.chars().count();
    let names = experiment
        .rows
        .iter()
        .map(|row| width(&row.name))
        .max()
        .unwrap_or(0);
    let column = |index: usize, title: &str| {
        let cells = experiment
            .rows
            .iter()
            .map(|row| width(&row.cells[index].text));
        cells.fold(width(title), usize::max)
    };
    let widths = experiment.columns.iter().enumerate();
    let widths: Vec<usize> = widths.map(|(index, it)| column(index, it.title)).collect();
    let titles = experiment.columns.iter().zip(&widths);
    let titles: String = titles
        .map(|(it, width)| format!("  {:>width$}", it.title))
        .collect();
    let _ = writeln!(out, "{DIMMED}{:names$}{titles}{DIMMED:#}", "");
    for row in &experiment.rows {
        let cells = row.cells.iter().zip(&widths);
        let cells: String = cells
            .map(|(cell, width)| format!("  {:>width$}", cell.text))
            .collect();
        let _ = writeln!(out, "{:names$}{cells}", row.name);
    }
}

/// The same as a page.
pub(crate) fn markdown(experiment: &Experiment) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "## {}\n\n{}\n", experiment.title, experiment.about);
    if !experiment.rows.is_empty() {
        let titles = experiment.columns.iter().map(|column| column.title);
        let titles: Vec<&str> = titles.collect();
        let _ = writeln!(out, "| | {} |", titles.join(" | "));
        let _ = writeln!(out, "|---|{}", "--:|".repeat(titles.len()));
    }
    for row in &experiment.rows {
        let text = |cell: &Cell| cell.text.replace('|', "\\|");
        let cells: Vec<String> = row.cells.iter().map(text).collect();
        let _ = writeln!(
            out,
            "| {} | {} |",
            row.name.replace('|', "\\|"),
            cells.join(" | ")
        );
    }
    if !experiment.rows.is_empty() {
        out.push('\n');
    }
    for note in &experiment.notes {
        let _ = writeln!(out, "- {}", note.text);
    }
    for line in &experiment.left_out {
        let _ = writeln!(out, "- {line}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::tests::example;

    #[test]
    fn the_terminal_shows_a_table_in_columns() {
        let text = anstream::adapter::strip_str(&text(&example())).to_string();
        let expected = "\
9 requests
Measured somehow.

             measured   verdict
in turn        2.50 s  possible
9 | threads         –  too busy

- Slow.
- Also.
- 9 futures: no room.
";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_page_shows_the_same_table() {
        let expected = "\
## 9 requests

Measured somehow.

| | measured | verdict |
|---|--:|--:|
| in turn | 2.50 s | possible |
| 9 \\| threads | – | too busy |

- Slow.
- Also.
- 9 futures: no room.
";
        assert_eq!(markdown(&example()), expected);
    }

    #[test]
    fn what_was_left_out_alone_is_shown_too() {
        let experiment = Experiment {
            rows: Vec::new(),
            notes: Vec::new(),
            ..example()
        };
        assert!(text(&experiment).ends_with("somehow.\n\n- 9 futures: no room.\n"));
        assert!(markdown(&experiment).ends_with("somehow.\n\n- 9 futures: no room.\n"));
    }
}
