use crate::Run;
use crate::lesson::Lesson;
use crate::run::Record;
use crate::terminal::Terminal;
use anstyle::Style;
use serde_json::{Value, json};
use std::io::{self, Write};
use timeline::{Metrics, seconds, svg};

const BOLD: Style = Style::new().bold();
const DIMMED: Style = Style::new().dimmed();

pub(crate) fn title(lesson: &Lesson, terminal: &Terminal) -> io::Result<()> {
    let mut out = anstream::stdout();
    writeln!(out, "{BOLD}{}{BOLD:#}", terminal.spell(&lesson.title()))?;
    writeln!(out, "{}", terminal.wrap(&lesson.point))?;
    out.flush()
}

pub(crate) fn heading(run: &Run, terminal: &Terminal) -> io::Result<()> {
    let mut out = anstream::stdout();
    writeln!(out, "\n{BOLD}{}{BOLD:#}", terminal.wrap(&run.heading()))?;
    out.flush()
}

pub(crate) fn timeline(record: &Record, terminal: &Terminal, details: bool) -> io::Result<()> {
    let mut out = anstream::stdout();
    writeln!(out, "{}", record.timeline.text(terminal.style, None))?;
    let steadiness = record.timeline.steadiness;
    let ms = |time: std::time::Duration| time.as_secs_f64() * 1000.0;
    if details {
        writeln!(
            out,
            "{DIMMED}  by the clock: the call took {:.3} s; worst distance from a tick {:.1} ms, worst stall {:.1} ms{DIMMED:#}",
            record.wall.as_secs_f64(),
            ms(steadiness.worst_residual),
            ms(steadiness.worst_stall),
        )?;
    }
    if !steadiness.is_steady() {
        writeln!(out, "{}", terminal.wrap(NOT_STEADY))?;
    }
    out.flush()
}

/// What a run says when its ticks cannot be trusted. Tests look for it.
const NOT_STEADY: &str =
    "Not steady: this machine was too busy to keep time. Do not trust these times; run it again.";

/// One row a run, so that one column is one comparison.
pub(crate) fn comparison(records: &[Record], terminal: &Terminal) -> io::Result<()> {
    let metrics: Vec<Metrics> = records
        .iter()
        .map(|record| record.timeline.metrics())
        .collect();
    let mut columns: Vec<(&str, Vec<String>)> = Vec::new();
    let mut column = |title, value: &dyn Fn(&Metrics) -> String| {
        columns.push((title, metrics.iter().map(value).collect()));
    };
    column("time", &|metrics| seconds(metrics.time));
    // What is the same for all, and as it should be, is not worth a column.
    if metrics.iter().any(|metrics| metrics.ok != metrics.requests) {
        column("requests", &|metrics| metrics.requests.to_string());
        column("failed", &|metrics| metrics.failed.to_string());
        column("hung up", &|metrics| metrics.abandoned.to_string());
    }
    column("most in flight", &|metrics| {
        metrics.peak_in_flight.to_string()
    });
    let threads: Option<Vec<String>> = records
        .iter()
        .map(|record| record.new_threads.map(|threads| threads.to_string()))
        .collect();
    column("connections", &|metrics| metrics.connections.to_string());
    if let Some(threads) = threads {
        columns.push(("new threads", threads));
    }

    let mut out = anstream::stdout();
    let names: Vec<String> = records
        .iter()
        .map(|record| terminal.spell(&record.name))
        .collect();
    let name_width = names
        .iter()
        .map(|name| name.chars().count())
        .max()
        .unwrap_or(0);
    write!(out, "\n  {DIMMED}{:name_width$}", "")?;
    for (title, cells) in &columns {
        write!(out, "  {title:>width$}", width = width(title, cells))?;
    }
    writeln!(out, "{DIMMED:#}")?;
    for (row, name) in names.iter().enumerate() {
        write!(out, "  {name:name_width$}")?;
        for (title, cells) in &columns {
            write!(out, "  {:>width$}", cells[row], width = width(title, cells))?;
        }
        writeln!(out)?;
    }
    out.flush()
}

fn width(title: &str, cells: &[String]) -> usize {
    cells.iter().map(String::len).fold(title.len(), usize::max)
}

pub(crate) fn closing(lesson: &Lesson, terminal: &Terminal) -> io::Result<()> {
    let mut out = anstream::stdout();
    writeln!(out)?;
    for what in &lesson.look_for {
        writeln!(out, "{}", terminal.wrap(what))?;
    }
    if let Some(next) = &lesson.next {
        writeln!(out, "Next: {next}")?;
    }
    out.flush()
}

/// The record of a lesson as JSON: its number and title, and for each run the form, the name, the
/// heading, whether it is a wrong version, why it failed (or `null`), the threads that it started
/// (`null` where the system does not tell), and its timeline (see [`timeline::Timeline::json`]).
pub(crate) fn json(lesson: &Lesson, records: &[Record]) -> io::Result<()> {
    let runs: Vec<Value> = records
        .iter()
        .map(|record| {
            json!({
                "form": record.form.to_string(),
                "name": record.name,
                "heading": record.heading,
                "wrong": record.wrong,
                "error": record.result.as_ref().err(),
                "new_threads": record.new_threads,
                "timeline": record.timeline.json(),
            })
        })
        .collect();
    let document = json!({
        "schema": "meanwhile.lesson/1",
        "lesson": lesson.number,
        "title": lesson.title,
        "runs": runs,
    });
    writeln!(io::stdout(), "{document:#}")
}

pub(crate) fn svg(lesson: &Lesson, records: &[Record]) -> io::Result<()> {
    let panels: Vec<svg::Panel<'_>> = records
        .iter()
        .map(|record| svg::Panel {
            heading: &record.heading,
            timeline: &record.timeline,
        })
        .collect();
    let picture = svg::document(&lesson.package(), &lesson.title(), &panels);
    for record in records
        .iter()
        .filter(|record| !record.timeline.steadiness.is_steady())
    {
        eprintln!("{}: {NOT_STEADY}", record.name);
    }
    write!(io::stdout(), "{picture}")
}
