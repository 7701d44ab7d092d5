//! What an instructor is told of lessons: how long they take together, and what to ask and show.

use crate::directive::list;
use catalogue::Lesson;
use std::fmt::Write;

/// The table of an agenda, and how long all of it takes. A row is `lesson-3`, or `Break: 15`.
///
/// # Errors
///
/// A sentence that names the row that cannot be read, or says that there is no time for all of it.
pub(crate) fn table(
    title: &str,
    rows: &str,
    minutes: u32,
    lessons: &[Lesson],
) -> Result<String, String> {
    let mut table = format!("| {title} | minutes |\n|---|--:|\n");
    let mut sum = 0;
    for row in list(rows) {
        let (what, time) = match lessons.iter().find(|lesson| lesson.package() == row) {
            Some(lesson) => (link(lesson), lesson.notes()?.minutes),
            None => {
                let parts = row.rsplit_once(": ");
                let parts = parts.and_then(|(what, time)| Some((what, time.parse().ok()?)));
                let (what, time) = parts.ok_or_else(|| {
                    format!("{row} is neither a lesson nor something with its minutes: Break: 15")
                })?;
                (what.to_owned(), time)
            }
        };
        sum += time;
        // Writing to a `String` cannot fail.
        let _ = writeln!(table, "| {what} | {time} |");
    }
    let _ = writeln!(table, "| **Together** | **{sum}** |");
    match sum <= minutes {
        true => Ok(table),
        false => Err(format!(
            "{title} has {minutes} minutes, and this takes {sum}"
        )),
    }
}

/// The notes on all lessons, each under its title.
///
/// # Errors
///
/// A sentence that says which lesson has none.
pub(crate) fn notes(lessons: &[Lesson]) -> Result<String, String> {
    let mut all = String::new();
    for lesson in lessons {
        let notes = lesson.notes()?;
        let _ = write!(
            all,
            "### {}, {} minutes\n\n{}\n\n",
            lesson.title, notes.minutes, notes.text
        );
    }
    Ok(all)
}

fn link(lesson: &Lesson) -> String {
    format!("[{}]({})", lesson.title, lesson.chapter())
}
