use crate::lesson::Lesson;
use crate::run::{Failure, Record};
use std::io::{self, Write};
use terminal::Terminal;
use terminal::style::DIMMED;
use timeline::{Against, Metrics, seconds};

const THREADS: &str = "new threads";

/// Left out where there is no room for it: the lanes say it too.
const FOR_NOBODY: &str = "for nobody";

/// Before the name of a run that people write first.
const WRONG: &str = "×";

struct Column {
    title: &'static str,
    cells: Vec<String>,
}

impl Column {
    fn new(title: &'static str, cells: impl Iterator<Item = String>) -> Self {
        let cells = cells.collect();
        Column { title, cells }
    }

    /// Its title on two lines, of which a single word takes the second.
    fn stacked(&self) -> (&'static str, &'static str) {
        self.title.rsplit_once(' ').unwrap_or(("", self.title))
    }

    fn width(&self, stacked: bool) -> usize {
        let title = match (stacked, self.stacked()) {
            (true, (above, below)) => above.len().max(below.len()),
            (false, _) => self.title.len(),
        };
        self.cells.iter().map(String::len).fold(title, usize::max)
    }
}

/// Whether the table fits, with its titles on one line or on two.
fn fits(columns: &[Column], stacked: bool, name_width: usize, room: usize) -> bool {
    let threads = Column::new(THREADS, std::iter::empty());
    // Where the system does not tell threads, the table must not differ in anything else.
    let missing = columns.iter().all(|column| column.title != THREADS);
    let columns = columns.iter().chain(missing.then_some(&threads));
    let widths = columns.map(|column| 2 + column.width(stacked));
    2 + name_width + widths.sum::<usize>() <= room
}

/// The titles above the columns, without what is left of them.
fn head(columns: &[Column], stacked: bool) -> Vec<String> {
    let line = |title: &dyn Fn(&Column) -> &'static str| {
        let titles = columns
            .iter()
            .map(|column| format!("  {:>width$}", title(column), width = column.width(stacked)));
        titles.collect::<String>().trim_end().to_owned()
    };
    match stacked {
        true => vec![
            line(&|column| column.stacked().0),
            line(&|column| column.stacked().1),
        ],
        false => vec![line(&|column| column.title)],
    }
}

/// Prints what each run cost, one row a run, so that one column is one comparison.
pub(crate) fn print(lesson: &Lesson, records: &[Record], terminal: &Terminal) -> io::Result<()> {
    let mut columns = columns(records);
    let names: Vec<String> = records
        .iter()
        .map(|record| terminal.spell(&record.name))
        .collect();
    let key = match records.iter().any(|record| record.wrong) {
        true => terminal.spell(&format!("{WRONG} wrong")),
        false => String::new(),
    };
    let name_width = names
        .iter()
        .map(|name| name.chars().count())
        .max()
        .unwrap_or(0)
        .max(key.chars().count().saturating_sub(2));
    let room = terminal.style().width;
    let stacked = !fits(&columns, false, name_width, room);
    if stacked && !fits(&columns, true, name_width, room) {
        columns.retain(|column| column.title != FOR_NOBODY);
    }
    let mut out = anstream::stdout();
    writeln!(out)?;
    let head = head(&columns, stacked);
    let last = head.len() - 1;
    for (row, line) in head.into_iter().enumerate() {
        let key = if row == last { key.as_str() } else { "" };
        let width = 2 + name_width;
        writeln!(out, "{DIMMED}{key:width$}{line}{DIMMED:#}")?;
    }
    let mut idea = None;
    for (row, (name, record)) in names.iter().zip(records).enumerate() {
        if let Some(next) = record.idea.filter(|&next| Some(next) != idea) {
            writeln!(
                out,
                "  {DIMMED}{}. {}{DIMMED:#}",
                next + 1,
                lesson.ideas[next].title
            )?;
            idea = Some(next);
        }
        // In the margin: it takes no room from names.
        let mark = match record.wrong {
            true => terminal.spell(WRONG),
            false => " ".to_owned(),
        };
        write!(out, "{mark} {name:name_width$}")?;
        for column in &columns {
            write!(
                out,
                "  {:>width$}",
                column.cells[row],
                width = column.width(stacked)
            )?;
        }
        writeln!(out)?;
    }
    if records.iter().any(|record| is_unfinished(record, records)) {
        let told = "A time in brackets: it ended without all the answers that the right run has.";
        writeln!(out, "\n{}", terminal.wrap(told))?;
    }
    out.flush()
}

/// Whether a run has fewer answers than the right one: it may look fast.
fn is_unfinished(record: &Record, records: &[Record]) -> bool {
    matches!(record.against(records), Some(Against::Unfinished { .. }))
}

/// Whether some lane has other than one request, or the runs of an idea divide their work into more and
/// fewer of them.
fn tells_requests(records: &[Record]) -> bool {
    let requests = |record: &Record| record.timeline.metrics().requests;
    records.iter().any(|record| {
        let mut lanes = record.timeline.lanes.iter();
        let mut idea = records.iter().filter(|other| other.idea == record.idea);
        lanes.any(|lane| lane.spans.len() != 1)
            || idea.any(|other| requests(other) != requests(record))
    })
}

/// What is as it should be in every run is not worth a column.
fn columns(records: &[Record]) -> Vec<Column> {
    let metrics: Vec<Metrics> = records
        .iter()
        .map(|record| record.timeline.metrics())
        .collect();
    let column =
        |title, cell: &dyn Fn(&Metrics) -> String| Column::new(title, metrics.iter().map(cell));
    let time = |record: &Record| match record.result {
        // When its last request ended is not how long it took, or would have taken.
        Err(Failure::Hang(_)) => "hangs".to_owned(),
        Err(Failure::Error(_) | Failure::Panic(_)) => "fails".to_owned(),
        Ok(_) if is_unfinished(record, records) => format!("({})", seconds(record.timeline.end())),
        Ok(_) => seconds(record.timeline.end()),
    };
    let mut columns = vec![Column::new("time", records.iter().map(time))];
    if tells_requests(records) {
        columns.push(column("requests", &|metrics| metrics.requests.to_string()));
    }
    if metrics.iter().any(|metrics| metrics.failed > 0) {
        columns.push(column("failed", &|metrics| metrics.failed.to_string()));
    }
    if metrics.iter().any(|metrics| metrics.abandoned > 0) {
        columns.push(column("hung up", &|metrics| metrics.abandoned.to_string()));
    }
    if metrics.iter().any(|metrics| metrics.for_nobody > 0) {
        columns.push(column(FOR_NOBODY, &|metrics| {
            metrics.for_nobody.to_string()
        }));
    }
    columns.push(column("most in flight", &|metrics| {
        metrics.peak_in_flight.to_string()
    }));
    columns.push(column("connections", &|metrics| {
        metrics.connections.to_string()
    }));
    // Where the system tells threads, it does not tell those of another process.
    let threads = |record: &Record| match record.new_threads {
        Some(threads) => Some(threads.to_string()),
        None if record.elsewhere => Some("-".to_owned()),
        None => None,
    };
    let threads: Option<Vec<String>> = records.iter().map(threads).collect();
    if let Some(threads) = threads {
        // The last one: a system that does not tell threads differs in the ends of lines only.
        columns.push(Column::new(THREADS, threads.into_iter()));
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(title: &'static str, cell: &str) -> Column {
        Column::new(title, std::iter::once(cell.to_owned()))
    }

    #[test]
    fn titles_take_two_lines_where_one_would_be_too_wide() {
        let columns = [
            column("time", "0.9 s"),
            column("most in flight", "6"),
            column("hung up", "5"),
            column(THREADS, "0"),
        ];
        // Two columns before the name, and two before each title.
        let wide = 2 + 5 + 7 + 16 + 9 + 13;
        assert!(fits(&columns, false, 5, wide));
        assert!(!fits(&columns, false, 5, wide - 1));
        assert_eq!(
            head(&columns, false),
            ["   time  most in flight  hung up  new threads"]
        );
        assert_eq!(
            head(&columns, true),
            [
                "         most in  hung      new",
                "   time   flight    up  threads"
            ]
        );
    }

    #[test]
    fn a_table_without_threads_is_stacked_where_one_with_them_is() {
        let columns = [column("time", "0.9 s"), column("hung up", "5")];
        let wide = 2 + 5 + 7 + 9 + 13;
        assert!(fits(&columns, false, 5, wide));
        assert!(!fits(&columns, false, 5, wide - 1));
        // The last title has one word: nothing trails on the line above it.
        let columns = [column("hung up", "5"), column("connections", "6")];
        assert_eq!(head(&columns, true)[0], "  hung");
    }
}
