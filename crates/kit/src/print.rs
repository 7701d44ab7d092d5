use crate::interrupt;
use crate::lesson::{Idea, Lesson};
use crate::python::Python;
use crate::run::{Failure, Record};
use crate::{Form, Run};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use terminal::Terminal;
use terminal::style::{BOLD, DIMMED};
use timeline::{Against, Scale, Shape, svg};

pub(crate) fn title(lesson: &Lesson, terminal: &Terminal) -> io::Result<()> {
    let mut out = anstream::stdout();
    writeln!(out, "{BOLD}{}{BOLD:#}", terminal.spell(&lesson.title()))?;
    writeln!(out, "{}", terminal.wrap(&lesson.point))?;
    out.flush()
}

pub(crate) fn idea(number: usize, idea: &Idea, terminal: &Terminal) -> io::Result<()> {
    let mut out = anstream::stdout();
    writeln!(out, "\n{BOLD}{number}. {}{BOLD:#}", idea.title)?;
    writeln!(out, "{}", terminal.wrap(&idea.point))?;
    out.flush()
}

pub(crate) fn heading(run: &Run, terminal: &Terminal) -> io::Result<()> {
    let mut out = anstream::stdout();
    writeln!(out, "\n{BOLD}{}{BOLD:#}", terminal.wrap(&run.heading()))?;
    out.flush()
}

/// A timeline at the scale of its idea, with the time that it took more or less than the right run, if
/// that was drawn before.
pub(crate) fn timeline(
    record: &Record,
    right: Option<&Record>,
    scale: Scale,
    terminal: &Terminal,
    details: bool,
) -> io::Result<()> {
    let mut out = anstream::stdout();
    let right = right.map(|right| (right.name.as_str(), &right.timeline));
    let text = record
        .timeline
        .text_at(scale, terminal.style(), None, right);
    writeln!(out, "{text}")?;
    for line in record.told() {
        writeln!(out, "  > {line}")?;
    }
    let steadiness = record.timeline.steadiness;
    let ms = |time: std::time::Duration| time.as_secs_f64() * 1000.0;
    if details {
        writeln!(
            out,
            "{DIMMED}  by the clock: the call took {:.3} s; worst distance from a tick {:.1} ms, worst stall {:.1} ms{DIMMED:#}",
            record.call.took.as_secs_f64(),
            ms(steadiness.worst_residual),
            ms(steadiness.worst_stall),
        )?;
    }
    if let Some(doubt) = doubt(record) {
        writeln!(out, "{}", terminal.wrap(doubt))?;
    }
    out.flush()
}

/// Said of a timeline that is longer than a line at the scale of those above.
pub(crate) fn shrunk(terminal: &Terminal) -> io::Result<()> {
    let mut out = anstream::stdout();
    let told = "It takes longer than there is room for: its time is drawn shorter than above.";
    writeln!(out, "{}", terminal.wrap(told))?;
    out.flush()
}

/// The names of the shapes in these timelines, where there are others than successes.
pub(crate) fn legend(records: &[Record], terminal: &Terminal) -> io::Result<()> {
    let shapes = records.iter().flat_map(|record| record.timeline.shapes());
    let shapes: BTreeSet<Shape> = shapes.collect();
    if let Some(legend) = timeline::legend(shapes, terminal.style()) {
        writeln!(anstream::stdout(), "\n{legend}")?;
    }
    Ok(())
}

/// What a run says when its ticks cannot be trusted. Tests look for it.
const NOT_STEADY: &str =
    "Not steady: this machine was too busy to keep time. Do not trust these times; run it again.";

/// What it says of a run that a real signal has ended.
const INTERRUPTED: &str = "A signal came between two ticks. What it ended is drawn at the nearest.";

/// What it says of a run that had to be given up.
const GIVEN_UP: &str =
    "It never returned, and was given up. This is what the server had seen by then.";

/// Why the ticks of a run are not what they look like, if they are not.
fn doubt(record: &Record) -> Option<&'static str> {
    if matches!(record.result, Err(Failure::Hang(_))) {
        return Some(GIVEN_UP);
    }
    match (
        record.timeline.steadiness.is_steady(),
        interrupt::exit_status(),
    ) {
        (true, _) => None,
        (false, None) => Some(NOT_STEADY),
        (false, Some(_)) => Some(INTERRUPTED),
    }
}

/// What `--python` ends with.
pub(crate) fn beside_python(lesson: &Lesson, terminal: &Terminal) -> io::Result<()> {
    let mut out = anstream::stdout();
    let versions = Python::find().map_or("", |python| &python.versions);
    let text = format!(
        "Each program in Python ({versions}) meets the same server as the form above it. All forms, \
         and what to look for: cargo run -p {}",
        lesson.package()
    );
    writeln!(out, "\n{}", terminal.wrap(&text))?;
    out.flush()
}

/// What fits what was run: what to look for compares the forms, and belongs to its idea.
pub(crate) fn closing(
    lesson: &Lesson,
    only: Option<Form>,
    idea: Option<usize>,
    terminal: &Terminal,
) -> io::Result<()> {
    let mut out = anstream::stdout();
    writeln!(out)?;
    let shown = lesson.ideas.iter().zip(1..);
    let shown = shown.filter(|&(_, number)| idea.is_none_or(|idea| idea == number));
    let of_ideas = shown.flat_map(|(idea, _)| &idea.look_for);
    let of_all = lesson.look_for.iter().filter(|_| idea.is_none());
    for what in of_all.chain(of_ideas).filter(|_| only.is_none()) {
        writeln!(out, "{}", terminal.wrap(what))?;
    }
    let package = lesson.package();
    if only.is_some() {
        writeln!(
            out,
            "Both forms, and what to look for: cargo run -p {package}"
        )?;
    } else if idea.is_none() && lesson.ideas.len() > 1 {
        writeln!(out, "One idea alone: cargo run -p {package} -- --idea 1")?;
    }
    writeln!(out, "Next: {}", lesson.next())?;
    out.flush()
}

/// The record of a lesson as JSON: its number (`null` where it has none) and title, and for each run
/// the form, the name, the heading, whether it is a wrong version, the idea that it shows (`null` where
/// the lesson has but one), for a wrong version its ghost (the name of the right run of its idea, the
/// ticks that it took more or, negative, less, and whether it was unfinished, so that its time is
/// none), what it told, why it failed (or `null`), the threads that it started (`null` where the system
/// does not tell, or where it ran in a process of its own), and its timeline (see
/// [`timeline::Timeline::json`]). A run in Python has `python` besides: the run in Rust whose twin it
/// is, and the versions.
pub(crate) fn document(lesson: &Lesson, records: &[Record]) -> Value {
    let runs: Vec<Value> = records
        .iter()
        .map(|record| {
            let mut json = json!({
                "form": record.form.to_string(),
                "name": record.name,
                "heading": record.heading,
                "wrong": record.wrong,
                "idea": record.idea.map(|idea| &lesson.ideas[idea].title),
                "told": record.told(),
                "error": record.result.as_ref().err().map(ToString::to_string),
                "new_threads": record.new_threads,
                "timeline": record.timeline.json(),
            });
            if let (Some(twin), Ok(python)) = (&record.twin_of, Python::find()) {
                json["python"] = json!({ "twin_of": twin, "versions": python.versions });
            }
            if let (Some(ghost), Some(against)) = (&record.ghost, record.against(records)) {
                json["ghost"] = json!({
                    "run": ghost,
                    "lost": against.ticks(),
                    "unfinished": matches!(against, Against::Unfinished { .. }),
                });
            }
            json
        })
        .collect();
    json!({
        "schema": "meanwhile.lesson/1",
        "lesson": lesson.number,
        "title": lesson.title,
        "runs": runs,
    })
}

/// Writes a document to a file of its own, for a program that reads it.
pub(crate) fn to_file(path: &Path, document: &Value) -> io::Result<()> {
    fs::write(path, format!("{document:#}\n")).map_err(|error| {
        let text = format!("cannot write {}: {error}", path.display());
        io::Error::new(error.kind(), text)
    })
}

pub(crate) fn svg(lesson: &Lesson, records: &[Record]) -> io::Result<()> {
    let panels: Vec<svg::Panel<'_>> = records
        .iter()
        .map(|record| {
            let panel = svg::Panel::new(&record.heading, &record.timeline);
            match record.right(records) {
                Some(right) => panel.ghost(&right.heading, &right.timeline),
                None => panel,
            }
        })
        .collect();
    let picture = svg::document(&lesson.package(), &lesson.title(), &panels);
    for record in records {
        if let Some(doubt) = doubt(record) {
            eprintln!("{}: {doubt}", record.name);
        }
    }
    write!(io::stdout(), "{picture}")
}
