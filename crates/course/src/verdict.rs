//! What the program of an exercise writes of its verdict.

use crate::Course;
use crate::progress::at;
use catalogue::Lesson;
use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

/// A verdict as it stands in a file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) passed: bool,
    /// How often the program was run by itself, up to this verdict.
    pub(crate) runs: u64,
    /// What we gave the program, so that nobody but the judge could write it.
    pub(crate) token: String,
}

impl Written {
    /// Reads a verdict on the exercise of a lesson; that of another one is none.
    pub(crate) fn read(text: &str, lesson: &Lesson) -> Option<Self> {
        let verdict: Value = serde_json::from_str(text).ok()?;
        let is_its = verdict["lesson"] == lesson.number;
        is_its.then(|| Written {
            passed: verdict["passed"] == true,
            runs: verdict["runs"].as_u64().unwrap_or(0),
            token: verdict["token"].as_str().unwrap_or_default().to_owned(),
        })
    }
}

/// Notes runs of the exercise's own program, `cargo run --example`, which leaves its verdict in the build
/// folder: how many there were, and whether the last one solved it.
pub(crate) fn note_runs_elsewhere(course: &Course) -> Result<(), String> {
    let Some(folder) = folder(course) else {
        return Ok(());
    };
    let progress = course.progress.read()?;
    let lessons = course.lessons.iter();
    for lesson in lessons.filter(|lesson| progress.of(lesson.number).solved.is_none()) {
        let file = folder.join(format!("{}.json", lesson.exercise_name()));
        let Ok(text) = fs::read_to_string(&file) else {
            continue;
        };
        let Some(verdict) = Written::read(&text, lesson) else {
            continue;
        };
        // Where the build folder was emptied, it counts anew.
        let runs = verdict.runs.max(progress.of(lesson.number).runs);
        if verdict.passed || runs > progress.of(lesson.number).runs {
            let when = fs::metadata(&file).and_then(|file| file.modified()).ok();
            course.progress.update(lesson.number, |done| {
                done.runs = runs;
                if verdict.passed {
                    done.solved = Some(at(when.unwrap_or_else(SystemTime::now)));
                }
            })?;
        }
    }
    Ok(())
}

/// `target/verdicts`, if it is there.
fn folder(course: &Course) -> Option<PathBuf> {
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    let folder = course.root.join(target).join("verdicts");
    folder.is_dir().then_some(folder)
}
