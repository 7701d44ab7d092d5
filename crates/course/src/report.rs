use crate::args::Format;
use crate::progress::{Done, now};
use crate::{Course, Outcome};
use serde_json::{Value, json};
use std::process::ExitCode;

/// What was solved and when, for a teacher who asks.
pub(crate) fn print(course: &Course, format: Format) -> Outcome {
    let progress = course.progress.read()?;
    let rows = course
        .lessons
        .iter()
        .map(|lesson| (lesson, progress.of(lesson.number)));
    if format == Format::Json {
        let lessons: Vec<Value> = rows
            .map(|(lesson, done)| {
                let mut row = done.json();
                row["lesson"] = lesson.number.into();
                row["title"] = lesson.title.as_str().into();
                row["exercise"] = lesson.has_exercise().into();
                row
            })
            .collect();
        let document = json!({
            "schema": "meanwhile.report/1",
            "at": now(),
            "lessons": lessons,
        });
        anstream::println!("{document:#}");
        return Ok(ExitCode::SUCCESS);
    }
    course
        .screen
        .title(&format!("Report · {} (times of UTC)", time(&now())));
    for (lesson, done) in rows {
        anstream::println!("{}. {}", lesson.number, lesson.title);
        let lines = lines(&done);
        for line in &lines {
            anstream::println!("   {line}");
        }
        if lines.is_empty() {
            anstream::println!("   nothing yet");
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn lines(done: &Done) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(at) = &done.predicted {
        let (came_true, all) = (done.came_true, done.predictions);
        let at = time(at);
        lines.push(format!("{at}  predicted, {came_true} of {all} came true"));
    }
    let (checks, hints) = (count(done.checks, "check"), count(done.hints, "hint"));
    let effort = match done.runs {
        0 => format!("after {checks} and {hints}"),
        runs => format!(
            "after {checks}, {} of its program and {hints}",
            count(runs, "run")
        ),
    };
    if let Some(at) = &done.gave_up {
        lines.push(format!("{}  looked at the solution", time(at)));
    }
    match &done.solved {
        Some(at) => lines.push(format!("{}  solved, {effort}", time(at))),
        None if done.checks + done.runs + done.hints > 0 => {
            lines.push(format!("not solved, {effort}"))
        }
        None => (),
    }
    lines
}

fn count(number: u64, what: &str) -> String {
    match number {
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    }
}

/// `2026-02-17T09:30:00Z` as `2026-02-17 09:30`.
fn time(at: &str) -> String {
    at.chars().take(16).collect::<String>().replace('T', " ")
}
