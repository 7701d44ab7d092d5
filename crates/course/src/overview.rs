use crate::progress::{Done, fingerprint};
use crate::{Course, Outcome};
use catalogue::Lesson;
use std::process::ExitCode;
use terminal::style::{BOLD, GOOD};

/// Where the learner is, and what is next.
pub(crate) fn print(course: &Course) -> Outcome {
    let next = list(course)?;
    anstream::println!();
    let Some((lesson, done)) = next else {
        course
            .screen
            .say("That was all. When you solved what: cargo course report");
        return Ok(ExitCode::SUCCESS);
    };
    let number = lesson.number;
    let src = lesson.folder.join("src");
    // A lesson with several ideas has a folder for each.
    let where_it_is = match src.join("blocking.rs").is_file() {
        true => "in",
        false => "in each folder of",
    };
    let folder = course.shown(&src);
    let mut steps: Vec<(String, String)> = Vec::new();
    if lesson.predictions_file().is_file() && done.predicted.is_none() {
        let what = match done.expected.is_empty() {
            true => "say what you expect, then see it run".to_owned(),
            false => "see what becomes of what you expect".to_owned(),
        };
        steps.push((format!("cargo course predict {number}"), what));
    }
    if lesson.has_exercise() {
        let what = "the exercise: checked each time you save it".to_owned();
        steps.push((format!("cargo course watch {number}"), what));
    }
    anstream::println!("{BOLD}Next: lesson {number}, {}{BOLD:#}", lesson.title);
    let width = steps.iter().map(|(command, _)| command.len()).max();
    let width = width.unwrap_or(0);
    for (command, what) in steps {
        anstream::println!("  {command:width$}   {what}");
    }
    course.screen.say(&format!(
        "Its code: blocking.rs and asynchronous.rs {where_it_is} {folder}. Other commands: cargo course --help"
    ));
    Ok(ExitCode::SUCCESS)
}

/// Prints the lessons and what is done in each; returns the first that is not done.
pub(crate) fn list(course: &Course) -> Result<Option<(&Lesson, Done)>, String> {
    let progress = course.progress.read()?;
    let done: Vec<Done> = course
        .lessons
        .iter()
        .map(|lesson| progress.of(lesson.number))
        .collect();
    let finished = |(lesson, done): &(&Lesson, &Done)| is_done(lesson, done);
    let count = course.lessons.iter().zip(&done).filter(finished).count();
    let total = course.lessons.len();
    course
        .screen
        .title(&format!("Meanwhile · {count} of {total} lessons done"));
    let titles = course.lessons.iter().map(|lesson| lesson.title.len());
    let width = titles.max().unwrap_or(0);
    let mut next = None;
    for (lesson, done) in course.lessons.iter().zip(done) {
        let mark = match (is_done(lesson, &done), &next) {
            (true, _) => format!("{GOOD}done{GOOD:#}"),
            (false, None) => format!("{BOLD}next{BOLD:#}"),
            (false, Some(_)) => "    ".to_owned(),
        };
        let parts = parts(lesson, &done).join(", ");
        let title = format!("  {mark}  {:2}  {:width$}  ", lesson.number, lesson.title);
        let others = " ".repeat(14 + width);
        let line = match parts.is_empty() {
            true => title,
            false => course.screen.hang(&parts, &title, &others),
        };
        anstream::println!("{}", line.trim_end());
        if next.is_none() && !is_done(lesson, &done) {
            next = Some((lesson, done));
        }
    }
    Ok(next)
}

/// A lesson is done when its exercise is; where it has none, when its prediction is made. Where
/// there is nothing to do, nothing is left.
fn is_done(lesson: &Lesson, done: &Done) -> bool {
    match (lesson.has_exercise(), lesson.predictions_file().is_file()) {
        (true, _) => done.exercise_is_done(),
        (false, true) => done.predicted.is_some(),
        (false, false) => true,
    }
}

/// What is done in a lesson, in a few words each.
fn parts(lesson: &Lesson, done: &Done) -> Vec<String> {
    let mut parts = Vec::new();
    if done.predicted.is_some() {
        let (came_true, all) = (done.came_true, done.predictions);
        parts.push(format!("{came_true} of {all} predictions came true"));
    }
    if !lesson.has_exercise() {
        return parts;
    }
    parts.push(match (&done.solved, &done.gave_up, done.checks) {
        (Some(_), None, _) => "exercise solved".to_owned(),
        (Some(_), Some(_), _) => "exercise solved with the solution at hand".to_owned(),
        (None, Some(_), _) => "exercise given up".to_owned(),
        (None, None, 0) => "exercise to do".to_owned(),
        (None, None, 1) => "exercise checked once".to_owned(),
        (None, None, checks) => format!("exercise checked {checks} times"),
    });
    // Solved or not, nobody has told us about what stands there now.
    let now = fingerprint(&lesson.exercise());
    let shipped = fingerprint(&lesson.original());
    if done.solved.is_none() && now != done.checked && now != shipped {
        parts.push("changed since then".to_owned());
    }
    parts
}
