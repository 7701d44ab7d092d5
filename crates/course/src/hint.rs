use crate::lessons::Lesson;
use crate::screen::DIMMED;
use crate::{Course, Outcome};
use std::process::ExitCode;

const TITLES: [&str; 3] = ["a nudge", "more", "the idea of the solution"];

/// Gives the next hint, or all of them once all were given.
pub(crate) fn print(course: &Course, lesson: &Lesson) -> Outcome {
    let number = lesson.number;
    match give(course, lesson)? {
        true => course
            .screen
            .say(&format!("For more: cargo course hint {number}")),
        false => course.screen.say(&format!(
            "That was the last one. To see a solution: cargo course solution {number} --give-up"
        )),
    }
    Ok(ExitCode::SUCCESS)
}

/// Gives the next hint, and tells whether there are more.
pub(crate) fn give(course: &Course, lesson: &Lesson) -> Result<bool, String> {
    let hints = lesson.hints()?;
    let given = course.progress.read()?.of(lesson.number).hints;
    let given = usize::try_from(given).unwrap_or(hints.len());
    let shown = match given < hints.len() {
        true => given..given + 1,
        false => 0..hints.len(),
    };
    for index in shown.clone() {
        let (hint, title) = (index + 1, TITLES[index]);
        course.screen.title(&format!(
            "Exercise {} · hint {hint} of {}: {title}",
            lesson.number,
            hints.len()
        ));
        anstream::println!("{}\n", hints[index]);
    }
    if shown.len() == 1 {
        course
            .progress
            .update(lesson.number, |done| done.hints = shown.end as u64)?;
    } else {
        anstream::println!("{DIMMED}These are all hints.{DIMMED:#}");
    }
    Ok(shown.end < hints.len())
}
