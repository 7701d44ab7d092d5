//! Two pieces of code as rows: lines that are translations of each other share one, and the words
//! are found in which they differ.

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// One row: a line of the left side, a line of the right side, or both.
pub(crate) type Row<'a> = (Option<&'a str>, Option<&'a str>);

/// A part of a line, and whether the line next to it has something else there.
pub(crate) type Piece<'a> = (&'a str, bool);

/// How a line is shown.
#[derive(Debug, PartialEq)]
pub(crate) enum Cell<'a> {
    /// The other side has a line here, and this one has not.
    Filler,
    /// A line that has no translation on the other side.
    Own(&'a str),
    /// A line with its translation next to it.
    Paired(Vec<Piece<'a>>),
}

/// Pairs of lines that have less in common are no pair.
const ALIKE: f64 = 0.5;

/// What a line further down costs. It outweighs nothing else.
const EARLIER: f64 = 1e-6;

/// Lays two pieces of code out next to each other, so that what they have in common stands on the
/// same height. The order of lines is kept; among all layouts the one with the most in common is
/// found as Needleman and Wunsch find it for sequences.
pub(crate) fn rows<'a>(left: &[&'a str], right: &[&'a str]) -> Vec<Row<'a>> {
    let (height, width) = (left.len(), right.len());
    // Of two layouts that are as good, the one whose pairs come earlier.
    let pair = |i: usize, j: usize| Some(alike(left[i], right[j])? - (i + j) as f64 * EARLIER);
    // The most that the rest of both sides can have in common, from each pair of lines on.
    let mut best = vec![vec![0.0_f64; width + 1]; height + 1];
    for i in (0..height).rev() {
        for j in (0..width).rev() {
            let paired = pair(i, j).map_or(0.0, |alike| alike + best[i + 1][j + 1]);
            best[i][j] = paired.max(best[i + 1][j]).max(best[i][j + 1]);
        }
    }
    let mut rows = Vec::new();
    let (mut i, mut j) = (0, 0);
    // Where the lines begin that have no partner yet.
    let (mut from_i, mut from_j) = (0, 0);
    while i < height && j < width {
        let paired = pair(i, j).map(|alike| alike + best[i + 1][j + 1]);
        if paired.is_some_and(|paired| paired >= best[i][j]) {
            alone(&mut rows, &left[from_i..i], &right[from_j..j]);
            rows.push((Some(left[i]), Some(right[j])));
            (i, j) = (i + 1, j + 1);
            (from_i, from_j) = (i, j);
        } else if best[i + 1][j] >= best[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    alone(&mut rows, &left[from_i..], &right[from_j..]);
    rows
}

/// Lines without a partner stand next to each other all the same: it saves height.
fn alone<'a>(rows: &mut Vec<Row<'a>>, left: &[&'a str], right: &[&'a str]) {
    for row in 0..left.len().max(right.len()) {
        rows.push((left.get(row).copied(), right.get(row).copied()));
    }
}

/// How much two lines have in common, from [`ALIKE`] to 1, if they make a pair. Lines without words
/// weigh little: any brace is like any other.
fn alike(left: &str, right: &str) -> Option<f64> {
    let (mine, mut theirs) = (words(left), words(right));
    let total = mine.len() + theirs.len();
    if total == 0 {
        return (left == right).then_some(0.01);
    }
    let mut common = 0;
    for word in mine {
        if let Some(at) = theirs.iter().position(|other| *other == word) {
            theirs.swap_remove(at);
            common += 2;
        }
    }
    let alike = f64::from(common) / total as f64;
    (alike >= ALIKE).then_some(alike)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn words(line: &str) -> Vec<&str> {
    let words = line.split(|c: char| !is_word(c));
    words.filter(|word| !word.is_empty()).collect()
}

/// Both cells of a row.
pub(crate) fn cells((left, right): Row<'_>) -> [Cell<'_>; 2] {
    if let (Some(left), Some(right)) = (left, right)
        && alike(left, right).is_some()
    {
        return pieces(left, right).map(Cell::Paired);
    }
    [left, right].map(|line| match line {
        None => Cell::Filler,
        // A brace is no translation of anything, and nothing to look at.
        Some(line) if words(line).is_empty() => Cell::Paired(vec![(line, false)]),
        Some(line) => Cell::Own(line),
    })
}

/// Both lines in parts: what they share, and what each has alone. How far a line is indented is no
/// difference.
fn pieces<'a>(left: &'a str, right: &'a str) -> [Vec<Piece<'a>>; 2] {
    let (mine, theirs) = (tokens(left), tokens(right));
    let mut shared = [vec![false; mine.len()], vec![false; theirs.len()]];
    for change in capture_diff_slices(Algorithm::Myers, &mine, &theirs) {
        if let DiffOp::Equal {
            old_index,
            new_index,
            len,
        } = change
        {
            shared[0][old_index..old_index + len].fill(true);
            shared[1][new_index..new_index + len].fill(true);
        }
    }
    let [mine_shared, theirs_shared] = shared;
    [
        marked(left, &mine, &mine_shared),
        marked(right, &theirs, &theirs_shared),
    ]
}

/// Words, and signs one by one. Blanks are none of them.
fn tokens(line: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = line.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match rest.find(|c: char| !is_word(c)) {
            Some(0) => first.len_utf8(),
            Some(length) => length,
            None => rest.len(),
        };
        let (token, after) = rest.split_at(length);
        tokens.push(token);
        rest = after.trim_start();
    }
    tokens
}

/// A line in parts. Neighbours that differ are one part, with the blanks between them.
fn marked<'a>(line: &'a str, tokens: &[&str], shared: &[bool]) -> Vec<Piece<'a>> {
    let mut pieces: Vec<Piece<'a>> = Vec::new();
    // Where the part begins that is not yet among them, and where its last token ends.
    let (mut from, mut to) = (0, 0);
    let mut differs = false;
    for (token, shared) in tokens.iter().zip(shared) {
        let start = to + line[to..].find(token).unwrap_or(0);
        if *shared == differs {
            let end = if differs { to } else { start };
            push(&mut pieces, &line[from..end], differs);
            from = end;
            differs = !differs;
        }
        to = start + token.len();
    }
    push(&mut pieces, &line[from..], differs);
    pieces
}

/// Adds a part. Signs alone are worth a mark only if they say who owns what, or what may fail.
fn push<'a>(pieces: &mut Vec<Piece<'a>>, text: &'a str, differs: bool) {
    let matters = |c: char| is_word(c) || "&*?|".contains(c);
    if !text.is_empty() {
        pieces.push((text, differs && text.contains(matters)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(cell: &Cell<'_>) -> String {
        match cell {
            Cell::Filler => "~".to_owned(),
            Cell::Own(line) => format!("+ {}", line.trim()),
            Cell::Paired(pieces) => {
                let pieces = pieces.iter().map(|(text, differs)| match differs {
                    true => format!("[{text}]"),
                    false => (*text).to_owned(),
                });
                pieces.collect::<String>().trim().to_owned()
            }
        }
    }

    fn laid_out(left: &str, right: &str) -> Vec<[String; 2]> {
        let (left, right): (Vec<_>, Vec<_>) = (left.lines().collect(), right.lines().collect());
        let rows = rows(&left, &right).into_iter();
        rows.map(|row| cells(row).each_ref().map(shown)).collect()
    }

    #[test]
    fn translations_share_a_row_and_only_their_words_are_marked() {
        let left = "use a::B;\n\npub fn ask(what: &str) -> Text {\n    b.send(what)\n}";
        let right = "use c::D;\n\n#[main]\npub async fn ask(what: &str) -> Text {\n    b.send(what).await\n}";
        let rows = [
            ["use [a]::[B];", "use [c]::[D];"],
            ["", ""],
            ["~", "+ #[main]"],
            [
                "pub fn ask(what: &str) -> Text {",
                "pub [async] fn ask(what: &str) -> Text {",
            ],
            ["b.send(what)", "b.send(what)[.await]"],
            ["}", "}"],
        ];
        let found = laid_out(left, right);
        // One word in three is the least that makes a pair.
        assert_eq!(found[1..], rows[1..]);
        assert_eq!(found[0], ["+ use a::B;", "+ use c::D;"]);
    }

    #[test]
    fn what_differs_next_to_each_other_is_one_mark() {
        let row = |left, right| laid_out(left, right).remove(0);
        assert_eq!(
            row(
                "let client = Client::new(url);",
                "let client = &Client::new(url);"
            ),
            [
                "let client = Client::new(url);",
                "let client = [&]Client::new(url);"
            ]
        );
        assert_eq!(
            row("    client.ask(it)?,", "client.ask(it).await?;"),
            ["client.ask(it)?,", "client.ask(it)[.await]?;"]
        );
        assert_eq!(
            row(
                "use std::thread::{self, Scope};",
                "use std::thread::sleep as nap, Scope;"
            ),
            [
                "use std::thread::[{self], Scope};",
                "use std::thread::[sleep as nap], Scope;"
            ]
        );
    }

    #[test]
    fn a_line_that_is_only_further_in_has_no_mark() {
        let found = laid_out("ask(it)", "        ask(it)");
        assert_eq!(found, [["ask(it)", "ask(it)"]]);
    }

    #[test]
    fn a_brace_far_away_pulls_nothing_down() {
        let left = "let a = 1;\n}\nfn more() {\n    deeper();\n}";
        let rows = [
            ["let a = 1;", "let a = 1;"],
            ["}", "}"],
            ["+ fn more() {", "~"],
            ["+ deeper();", "~"],
            ["}", "~"],
        ];
        assert_eq!(laid_out(left, "let a = 1;\n}"), rows);
    }

    #[test]
    fn one_side_may_be_empty() {
        assert_eq!(laid_out("a", ""), [["+ a", "~"]]);
        assert!(laid_out("", "").is_empty());
    }
}
