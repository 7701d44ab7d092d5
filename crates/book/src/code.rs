//! Code as a page shows it: its lines, one element each, and its comments under it.

use crate::align::{self, Cell, Piece};
use crate::calls::Helper;
use crate::html::escape;
use crate::words;
use std::fmt::Write;

/// Code without its documentation, which the source has, and without its comments: what they say
/// is prose, and stands under the code.
struct Code<'a> {
    lines: Vec<&'a str>,
    /// The line that each comment is about, and what it says.
    notes: Vec<(usize, String)>,
}

impl<'a> Code<'a> {
    fn read(code: &'a str) -> Self {
        let (mut lines, mut notes) = (Vec::new(), Vec::new());
        let mut comment = String::new();
        for line in code.lines() {
            let text = line.trim_start();
            if text.starts_with("///") || text.starts_with("//!") {
                continue;
            }
            if let Some(said) = text.strip_prefix("//") {
                comment.push_str(said);
                continue;
            }
            if !comment.is_empty() {
                notes.push((lines.len(), std::mem::take(&mut comment).trim().to_owned()));
            }
            lines.push(line);
        }
        if !comment.is_empty() {
            notes.push((lines.len().saturating_sub(1), comment.trim().to_owned()));
        }
        Code { lines, notes }
    }
}

/// One piece of code.
pub(crate) fn alone(title: &str, code: &str) -> String {
    let code = Code::read(code);
    let cells = code.lines.iter().map(|line| {
        let line: Piece<'_> = (line, false);
        Cell::Paired(vec![line])
    });
    let lines = (0..).zip(cells).map(|(at, cell)| (cell, at));
    let lines: Vec<_> = lines.map(|(cell, at)| (cell, Some(at))).collect();
    format!(
        "<div class=\"forms\">\n{}</div>",
        form(title, &lines, &code.notes, 1)
    )
}

/// What else ran, folded: functions that the code above calls.
pub(crate) fn also(helpers: &[&Helper]) -> String {
    let name = |helper: &&Helper| format!("<code>{}</code>", escape(&helper.name));
    let names: Vec<String> = helpers.iter().map(name).collect();
    let code = helpers.iter().map(|it| alone(&it.file, &it.code));
    let code: Vec<String> = code.collect();
    format!(
        "<details class=\"also\"><summary>{}</summary>\n{}</details>",
        words::calls(&names.join(", ")),
        code.join("\n")
    )
}

/// Two pieces of code next to each other: what is the same stands on the same height, and the words
/// that differ are marked.
pub(crate) fn compare(titles: [&str; 2], code: [&str; 2]) -> String {
    let [left, right] = code.map(Code::read);
    let rows = align::rows(&left.lines, &right.lines);
    let mut sides = [Vec::new(), Vec::new()];
    let mut next = [0, 0];
    for row in &rows {
        for (side, cell) in align::cells(*row).into_iter().enumerate() {
            let at = (cell != Cell::Filler).then_some(next[side]);
            next[side] += usize::from(at.is_some());
            sides[side].push((cell, at));
        }
    }
    format!(
        "<div class=\"forms two\" style=\"--rows:{}\">\n{}{}</div>",
        rows.len(),
        form(titles[0], &sides[0], &left.notes, 1),
        form(titles[1], &sides[1], &right.notes, 1 + left.notes.len())
    )
}

/// A column: its title, its lines with their numbers in the code, and what is said of them, counted
/// from a number on.
fn form(
    title: &str,
    lines: &[(Cell<'_>, Option<usize>)],
    notes: &[(usize, String)],
    first: usize,
) -> String {
    let lines: Vec<String> = lines
        .iter()
        .map(|(cell, at)| {
            let note = notes.iter().position(|(line, _)| Some(*line) == *at);
            line(cell, note.map(|note| first + note))
        })
        .collect();
    let language = if title.ends_with(".py") {
        "python"
    } else {
        "rust"
    };
    let mut column = format!(
        "<div class=\"form\"><p class=\"form-title\">{}</p>\n<pre><code class=\"language-{language}\">{}</code></pre>\n",
        escape(title),
        lines.join("\n")
    );
    if !notes.is_empty() {
        let _ = write!(column, "<ol class=\"notes\" start=\"{first}\">");
        for (_, note) in notes {
            let _ = write!(column, "<li>{}</li>", prose(note));
        }
        column.push_str("</ol>");
    }
    column + "</div>\n"
}

/// An element for each line: no line of a block of HTML is blank. A line that is too long goes on
/// below, further in than it began, so it has to know where that was.
fn line(cell: &Cell<'_>, note: Option<usize>) -> String {
    let (class, mut pieces) = match cell {
        Cell::Filler => return "<span class=\"line filler\"></span>".to_owned(),
        Cell::Own(text) => ("line own", vec![(*text, false)]),
        Cell::Paired(pieces) => ("line", pieces.clone()),
    };
    let indent = pieces.first().map_or(0, |(text, _)| {
        text.len() - text.trim_start_matches(' ').len()
    });
    // The blanks stand apart: a row of nothing else is no row.
    let mut html = match indent {
        0 => format!("<span class=\"{class}\">"),
        _ => format!(
            "<span class=\"{class}\" style=\"--in:{indent}\"><span class=\"in\">{}</span>",
            " ".repeat(indent)
        ),
    };
    if let Some((text, _)) = pieces.first_mut() {
        *text = &text[indent..];
    }
    for (text, differs) in pieces {
        // An arrow is one sign: nothing is broken inside of it.
        let arrow = "<span class=\"arrow\">-&gt;</span>";
        let text = escape(text).replace("-&gt;", arrow);
        let _ = match differs {
            true => write!(html, "<mark>{text}</mark>"),
            false => write!(html, "{text}"),
        };
    }
    if let Some(note) = note {
        let _ = write!(html, "<span class=\"note\" data-note=\"{note}\"></span>");
    }
    html + "</span>"
}

/// A comment as a sentence of a page, with its code as code.
fn prose(comment: &str) -> String {
    let parts = comment.split('`').enumerate();
    parts
        .map(|(index, part)| match index % 2 {
            0 => escape(part),
            _ => format!("<code>{}</code>", escape(part)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "\
/// Asks.
///
/// # Errors
///
/// Never.
fn ask() {
    let it = 1;

    // The lock ends here: `next` waits
    // for nothing.
    let next = 2;
}";

    #[test]
    fn documentation_stays_in_the_source_and_comments_stand_below() {
        let html = alone("a.rs", CODE);
        assert!(!html.contains("//"), "{html}");
        assert!(!html.contains("Errors"), "{html}");
        assert!(
            html.contains("<code class=\"language-rust\"><span class=\"line\">fn ask() {</span>\n")
        );
        assert!(
            html.contains(
                "    </span>let next = 2;<span class=\"note\" data-note=\"1\"></span></span>"
            ),
            "{html}"
        );
        let note = "<li>The lock ends here: <code>next</code> waits for nothing.</li>";
        assert!(html.contains(note), "{html}");
        assert!(html.lines().all(|line| !line.trim().is_empty()), "{html}");
    }

    #[test]
    fn a_line_knows_how_far_in_it_begins() {
        let html = alone("a.rs", CODE);
        assert!(html.contains(
            "<span class=\"line\" style=\"--in:4\"><span class=\"in\">    </span>let it = 1;</span>"
        ));
    }

    #[test]
    fn notes_of_both_forms_are_counted_in_one_row() {
        let html = compare(["a.rs", "b.rs"], [CODE, "// Twice.\nfn ask() {}"]);
        assert!(html.contains("<ol class=\"notes\" start=\"2\"><li>Twice.</li></ol>"));
        assert!(html.contains("data-note=\"2\""), "{html}");
    }
}
