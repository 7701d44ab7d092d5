use crate::{Course, Outcome};
use catalogue::Lesson;
use std::process::ExitCode;
use terminal::style::DIMMED;

const TITLES: [&str; 3] = ["a nudge", "more", "the idea of the solution"];

/// Gives the next hint, or all of them once all were given, and says what to do for more.
pub(crate) fn print(course: &Course, lesson: &Lesson) -> Outcome {
    let number = lesson.number;
    give(
        course,
        lesson,
        &format!("For more: cargo course hint {number}"),
    )?;
    Ok(ExitCode::SUCCESS)
}

/// Gives the next hint. Where there are more, it says what to do for them.
pub(crate) fn give(course: &Course, lesson: &Lesson, for_more: &str) -> Result<(), String> {
    let hints = lesson.hints()?;
    let done = course.progress.read()?.of(lesson.number);
    let given = done.hints;
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
    let number = lesson.number;
    let how = if done.solved.is_some() {
        ""
    } else {
        " --give-up"
    };
    match shown.end < hints.len() {
        true => course.screen.say(for_more),
        false => course.screen.say(&format!(
            "That was the last one. To see a solution: cargo course solution {number}{how}"
        )),
    }
    Ok(())
}
