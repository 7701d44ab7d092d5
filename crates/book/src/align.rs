//! Two pieces of code as rows: lines that are translations of each other share one.

/// One row: a line of the left side, a line of the right side, or both.
pub(crate) type Row<'a> = (Option<&'a str>, Option<&'a str>);

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

fn words(line: &str) -> Vec<&str> {
    let words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.filter(|word| !word.is_empty()).collect()
}

/// Whether a row shows a difference that is worth a mark: other words, not other braces.
pub(crate) fn differs((left, right): Row<'_>) -> bool {
    let trimmed = |line: Option<&str>| line.map(|line| line.trim().to_owned());
    let has_words = |line: Option<&str>| line.is_some_and(|line| !words(line).is_empty());
    trimmed(left) != trimmed(right) && (has_words(left) || has_words(right))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid_out(left: &str, right: &str) -> Vec<String> {
        let (left, right): (Vec<_>, Vec<_>) = (left.lines().collect(), right.lines().collect());
        let cell = |line: Option<&str>| line.unwrap_or("~").trim().to_owned();
        let rows = rows(&left, &right).into_iter();
        rows.map(|row| {
            let sign = if differs(row) { "|" } else { "=" };
            format!("{} {sign} {}", cell(row.0), cell(row.1))
        })
        .collect()
    }

    #[test]
    fn translations_share_a_row() {
        let left = "use a::B;\n\npub fn ask(what: &str) -> Text {\n    b.send(what)\n}";
        let right = "use c::D;\n\n#[main]\npub async fn ask(what: &str) -> Text {\n    b.send(what).await\n}";
        let rows = [
            "use a::B; | use c::D;",
            "=",
            "~ | #[main]",
            "pub fn ask(what: &str) -> Text { | pub async fn ask(what: &str) -> Text {",
            "b.send(what) | b.send(what).await",
            "} = }",
        ];
        let found = laid_out(left, right);
        let found: Vec<&str> = found.iter().map(|row| row.trim()).collect();
        assert_eq!(found, rows);
    }

    #[test]
    fn a_brace_far_away_pulls_nothing_down() {
        let left = "let a = 1;\n}\nfn more() {\n    deeper();\n}";
        let rows = [
            "let a = 1; = let a = 1;",
            "} = }",
            "fn more() { | ~",
            "deeper(); | ~",
            "} = ~",
        ];
        assert_eq!(laid_out(left, "let a = 1;\n}"), rows);
    }

    #[test]
    fn one_side_may_be_empty() {
        assert_eq!(laid_out("a", ""), ["a | ~"]);
        assert_eq!(laid_out("", ""), [""; 0]);
    }
}
