use crate::progress::free;
use crate::{Course, Outcome, cannot};
use catalogue::Lesson;
use std::fs;
use std::process::ExitCode;

/// Puts the exercise back as it was shipped. The learner's version is kept next to the lesson's
/// manifest, where cargo does not build it.
pub(crate) fn reset(course: &Course, lesson: &Lesson) -> Outcome {
    let (exercise, original) = (lesson.exercise(), lesson.original());
    let shipped = fs::read(&original).map_err(cannot("read", &original))?;
    let number = lesson.number;
    if let Ok(learners) = fs::read(&exercise) {
        if learners == shipped {
            let say = format!("Exercise {number} is as it was shipped: nothing to put back.");
            course.screen.say(&say);
            return Ok(ExitCode::SUCCESS);
        }
        let kept = free(&lesson.folder.join("exercise.rs"), "kept", ".rs");
        fs::write(&kept, learners).map_err(cannot("write", &kept))?;
        let kept = course.shown(&kept);
        course.screen.say(&format!("Your version is kept: {kept}"));
    }
    fs::write(&exercise, shipped).map_err(cannot("write", &exercise))?;
    let exercise = course.shown(&exercise);
    course
        .screen
        .say(&format!("As it was shipped again: {exercise}"));
    Ok(ExitCode::SUCCESS)
}
