use crate::progress::now;
use crate::{Course, Outcome, cannot};
use catalogue::Lesson;
use std::fs;
use std::process::ExitCode;

/// Shows a solution to somebody who has solved the exercise, or gives it up.
pub(crate) fn print(course: &Course, lesson: &Lesson, give_up: bool) -> Outcome {
    let number = lesson.number;
    let done = course.progress.read()?.of(number);
    if !done.exercise_is_done() && !give_up {
        return Err(format!(
            "exercise {number} is not solved yet; try: cargo course hint {number}. To see the solution all the same: \
             cargo course solution {number} --give-up"
        ));
    }
    let path = lesson.solution();
    let solution = fs::read_to_string(&path).map_err(cannot("read", &path))?;
    if !done.exercise_is_done() {
        course
            .progress
            .update(number, |done| done.gave_up = Some(now()))?;
    }
    course.screen.title(&course.shown(&path));
    anstream::print!("{solution}");
    course.screen.say(&format!(
        "\nRun it: cargo run -p {} --example solution-{number}",
        lesson.package()
    ));
    Ok(ExitCode::SUCCESS)
}
