use crate::lesson::Lesson;
use crate::print::DIMMED;
use crate::run::Record;
use crate::terminal::Terminal;
use std::io::{self, Write};
use timeline::{Metrics, seconds};

struct Column {
    title: &'static str,
    cells: Vec<String>,
}

impl Column {
    fn new(title: &'static str, cells: impl Iterator<Item = String>) -> Self {
        let cells = cells.collect();
        Column { title, cells }
    }

    fn width(&self) -> usize {
        let widths = self.cells.iter().map(String::len);
        widths.fold(self.title.len(), usize::max)
    }
}

/// Prints what each run cost, one row a run, so that one column is one comparison.
pub(crate) fn print(lesson: &Lesson, records: &[Record], terminal: &Terminal) -> io::Result<()> {
    let columns = columns(records);
    let names: Vec<String> = records
        .iter()
        .map(|record| terminal.spell(&record.name))
        .collect();
    let name_width = names
        .iter()
        .map(|name| name.chars().count())
        .max()
        .unwrap_or(0);
    let mut out = anstream::stdout();
    write!(out, "\n  {DIMMED}{:name_width$}", "")?;
    for column in &columns {
        write!(out, "  {:>width$}", column.title, width = column.width())?;
    }
    writeln!(out, "{DIMMED:#}")?;
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
        write!(out, "  {name:name_width$}")?;
        for column in &columns {
            write!(
                out,
                "  {:>width$}",
                column.cells[row],
                width = column.width()
            )?;
        }
        writeln!(out)?;
    }
    out.flush()
}

/// What is as it should be in every run is not worth a column.
fn columns(records: &[Record]) -> Vec<Column> {
    let metrics: Vec<Metrics> = records
        .iter()
        .map(|record| record.timeline.metrics())
        .collect();
    let column =
        |title, cell: &dyn Fn(&Metrics) -> String| Column::new(title, metrics.iter().map(cell));
    let mut columns = vec![column("time", &|metrics| seconds(metrics.time))];
    if records.iter().any(|record| {
        record
            .timeline
            .lanes
            .iter()
            .any(|lane| lane.spans.len() != 1)
    }) {
        columns.push(column("requests", &|metrics| metrics.requests.to_string()));
    }
    if metrics.iter().any(|metrics| metrics.failed > 0) {
        columns.push(column("failed", &|metrics| metrics.failed.to_string()));
    }
    if metrics.iter().any(|metrics| metrics.abandoned > 0) {
        columns.push(column("hung up", &|metrics| metrics.abandoned.to_string()));
    }
    columns.push(column("most in flight", &|metrics| {
        metrics.peak_in_flight.to_string()
    }));
    columns.push(column("connections", &|metrics| {
        metrics.connections.to_string()
    }));
    let threads: Option<Vec<String>> = records
        .iter()
        .map(|record| record.new_threads.map(|threads| threads.to_string()))
        .collect();
    if let Some(threads) = threads {
        // The last one: a system that does not tell threads differs in the ends of lines only.
        columns.push(Column::new("new threads", threads.into_iter()));
    }
    columns
}
