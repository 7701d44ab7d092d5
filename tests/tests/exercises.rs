//! Every exercise is refused as it is shipped, and its solution passes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::{Mutex, PoisonError};
use tests::{exercise_is_as_shipped, lessons, root, stderr, stdout};

fn run(lesson: u32, example: &str, arguments: &[&str]) -> Output {
    let _alone = PATH.lock().unwrap_or_else(PoisonError::into_inner);
    let build = escargot::CargoBuild::new()
        .manifest_path(root().join("Cargo.toml"))
        .package(format!("lesson-{lesson}"))
        .example(format!("{example}-{lesson}"));
    let program = build
        .run()
        .unwrap_or_else(|error| panic!("lesson {lesson}: {error}"));
    let mut command = program.command();
    command.env("LC_ALL", "C.UTF-8").args(arguments);
    command.output().expect("the exercise starts")
}

/// Cargo builds the exercises of all lessons to one path: who runs one must be alone there.
static PATH: Mutex<()> = Mutex::new(());

/// The lessons that have an exercise, with their folders.
fn exercises() -> Vec<(u32, PathBuf)> {
    let with_exercise = lessons()
        .into_iter()
        .filter(|(_, folder)| folder.join("examples").is_dir());
    let found: Vec<_> = with_exercise.collect();
    assert!(!found.is_empty(), "no lesson has an exercise");
    found
}

/// Those whose exercise nobody has changed, which is all of them where nobody learns.
fn shipped() -> impl Iterator<Item = u32> {
    let shipped = exercises()
        .into_iter()
        .filter(|(_, folder)| exercise_is_as_shipped(folder));
    shipped.map(|(number, _)| number)
}

#[test]
fn an_exercise_is_refused_as_shipped_and_says_why() {
    for lesson in shipped() {
        let output = run(lesson, "exercise", &[]);
        let text = stdout(&output);
        assert_eq!(
            output.status.code(),
            Some(1),
            "lesson {lesson}:\n{text}{}",
            stderr(&output)
        );
        assert!(text.contains("\n  NO   "), "lesson {lesson}:\n{text}");
        let again =
            format!("Run it again: cargo run -p lesson-{lesson} --example exercise-{lesson}\n");
        assert!(text.ends_with(&again), "lesson {lesson}:\n{text}");
    }
}

#[test]
fn a_solution_passes() {
    for (lesson, _) in exercises() {
        let output = run(lesson, "solution", &[]);
        let text = stdout(&output);
        assert!(
            output.status.success(),
            "lesson {lesson}:\n{text}{}",
            stderr(&output)
        );
        assert!(text.contains("\nSolved.\n"), "lesson {lesson}:\n{text}");
        assert!(!text.contains("\n  NO   "), "lesson {lesson}:\n{text}");
    }
}

#[test]
fn a_verdict_can_be_had_as_json() {
    let Some(lesson) = shipped().next() else {
        return;
    };
    for (example, passed) in [("exercise", false), ("solution", true)] {
        let output = run(lesson, example, &["--format", "json"]);
        let verdict: serde_json::Value =
            serde_json::from_str(&stdout(&output)).expect("it is JSON");
        assert_eq!(verdict["schema"], "meanwhile.exercise/1");
        assert_eq!(verdict["passed"], passed, "{verdict:#}");
    }
}

#[test]
fn a_verdict_can_be_read_and_kept_as_json() {
    let Some(lesson) = shipped().next() else {
        return;
    };
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("verdict.json");
    let path = file.to_str().expect("the path is Unicode");
    let output = run(lesson, "exercise", &["--record", path]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    // What to do next is said by who reads the file.
    assert!(
        stdout(&output).ends_with("\nNot yet.\n"),
        "{}",
        stdout(&output)
    );
    let verdict = fs::read_to_string(&file).expect("it is written");
    let verdict: serde_json::Value = serde_json::from_str(&verdict).expect("it is JSON");
    assert_eq!(verdict["passed"], false, "{verdict:#}");

    let output = run(lesson, "solution", &["--record", "/nowhere/at/all"]);
    assert_eq!(output.status.code(), Some(3), "{}", stdout(&output));
    assert!(
        stderr(&output).starts_with(&format!(
            "exercise-{lesson}: cannot write /nowhere/at/all: "
        )),
        "{}",
        stderr(&output)
    );
}
