/// A lesson's output without the threads: in text a column at the end, in JSON one field.
pub fn without_threads(text: &str) -> String {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.contains("\"new_threads\":"))
        .collect();
    // The title of the column takes two lines where the table would be too wide.
    let head = lines.iter().enumerate().find_map(|(at, line)| {
        let one = line.strip_suffix("  new threads").map(|rest| (at, rest));
        let two = line.strip_suffix("  threads");
        one.or(two.map(|rest| (at.saturating_sub(1), rest)))
    });
    let (from, width) = head.map_or((lines.len(), 0), |(from, rest)| (from, columns(rest)));
    // The table goes on to the next blank line. The title of an idea may end before the column.
    let rows = lines[from..].iter().take_while(|line| !line.is_empty());
    let table = from..from + rows.count();
    let cut = |(at, line): (usize, &&str)| match table.contains(&at) && columns(line) > width {
        true => {
            let rest: String = line.chars().take(width).collect();
            rest.trim_end().to_owned() + "\n"
        }
        false => format!("{line}\n"),
    };
    lines.iter().enumerate().map(cut).collect()
}

/// How wide a line is: a mark is one column, and more than one byte.
fn columns(line: &str) -> usize {
    line.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_that_does_not_tell_its_threads_differs_in_nothing_else() {
        let with = "· a\n\n          time  new threads\n  async  0.6 s            0\n\nLook.\n";
        let without = "· a\n\n          time\n  async  0.6 s\n\nLook.\n";
        assert_eq!(without_threads(with), without);
        assert_eq!(without_threads(without), without);
        let with = "\n× wrong   time  new threads\n× waves  0.6 s           10\n";
        let without = "\n× wrong   time\n× waves  0.6 s\n";
        assert_eq!(without_threads(with), without);
        let with =
            "\n         hung      new\n           up  threads\n  1. Idea\n  async     5        0\n";
        let without = "\n         hung\n           up\n  1. Idea\n  async     5\n";
        assert_eq!(without_threads(with), without);
        assert_eq!(without_threads(without), without);
        let json = "{\n  \"name\": \"async\",\n  \"new_threads\": 8\n}\n";
        assert_eq!(without_threads(json), "{\n  \"name\": \"async\",\n}\n");
    }
}
