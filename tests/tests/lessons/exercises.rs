//! Every exercise is refused as it is shipped, and its solution passes.

use crate::built::Built;
use libtest_mimic::{Failed, Trial};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tests::{command, stderr, stdout};

/// The lesson that shows what the kit does in the same way for all.
pub(crate) const ANY: u32 = 1;

/// What is to be shown of the exercise of a lesson.
pub(crate) fn trials(built: Built) -> Vec<Trial> {
    let mut trials = Vec::new();
    let (package, number) = (built.lesson.package(), built.lesson.number);
    let mut trial = |what: &str, program: &PathBuf, check: fn(&Path, u32)| {
        let program = program.clone();
        let passes = move || -> Result<(), Failed> {
            check(&program, number);
            Ok(())
        };
        trials.push(Trial::test(format!("{package}::{what}"), passes));
    };
    if let Some(exercise) = &built.exercise {
        trial("its_exercise_is_refused_as_shipped", exercise, refused);
        if number == ANY {
            trial("a_refusal_can_be_had_as_json", exercise, refused_as_json);
            trial("a_verdict_can_be_read_and_kept", exercise, kept);
        }
    }
    if let Some(solution) = &built.solution {
        trial("its_solution_passes", solution, passes);
        if number == ANY {
            trial("a_pass_can_be_had_as_json", solution, passes_as_json);
            trial("a_verdict_that_cannot_be_kept_is_none", solution, lost);
        }
    }
    trials
}

fn run(program: &mut Command) -> Output {
    program.output().expect("the program was just built")
}

fn refused(exercise: &Path, number: u32) {
    let output = run(&mut command(exercise));
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(1), "{text}{}", stderr(&output));
    assert!(text.contains("\n  NO   "), "{text}");
    let again = format!("Run it again: cargo run -p lesson-{number} --example exercise-{number}\n");
    assert!(text.ends_with(&again), "{text}");
}

fn passes(solution: &Path, _: u32) {
    let output = run(&mut command(solution));
    let text = stdout(&output);
    assert!(output.status.success(), "{text}{}", stderr(&output));
    assert!(text.contains("\nSolved, in 3 draws of 3.\n"), "{text}");
    assert!(!text.contains("\n  NO   "), "{text}");
}

fn refused_as_json(exercise: &Path, _: u32) {
    as_json(exercise, false);
}

fn passes_as_json(solution: &Path, _: u32) {
    as_json(solution, true);
}

fn as_json(program: &Path, passed: bool) {
    let output = run(command(program).args(["--format", "json"]));
    let verdict: Value = serde_json::from_str(&stdout(&output)).expect("it is JSON");
    assert_eq!(verdict["schema"], "meanwhile.exercise/2");
    assert_eq!(verdict["passed"], passed, "{verdict:#}");
}

fn kept(exercise: &Path, _: u32) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let file = folder.path().join("verdict.json");
    let output = run(command(exercise).arg("--record").arg(&file));
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(1), "{text}{}", stderr(&output));
    // What to do next is said by who reads the file.
    assert!(text.ends_with("\nNot yet.\n"), "{text}");
    let verdict = std::fs::read_to_string(&file).expect("it is written");
    let verdict: Value = serde_json::from_str(&verdict).expect("it is JSON");
    assert_eq!(verdict["passed"], false, "{verdict:#}");
}

fn lost(solution: &Path, number: u32) {
    let output = run(command(solution).args(["--record", "/nowhere/at/all"]));
    assert_eq!(output.status.code(), Some(3), "{}", stdout(&output));
    let complaint = stderr(&output);
    let expected = format!("exercise-{number}: cannot write /nowhere/at/all: ");
    assert!(complaint.starts_with(&expected), "{complaint}");
}
