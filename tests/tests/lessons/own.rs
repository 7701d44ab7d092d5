//! The tests that a lesson brings: of its policies, and of wrong solutions of its exercise.

use crate::built::Built;
use libtest_mimic::{Failed, Trial};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use tests::stdout;

/// Tests within a lesson's library wait for nothing: they try hundreds of draws, with a processor for
/// themselves. One at a time leaves another to those that keep time.
static COMPUTES: Mutex<()> = Mutex::new(());

/// A trial for each test of each program of a lesson, in a process of its own.
pub(crate) fn trials(built: &Built) -> Vec<Trial> {
    let package = built.lesson.package();
    let mut trials = Vec::new();
    for (target, program) in &built.tests {
        let folder = &built.lesson.folder;
        let ignored = list(folder, program, &["--ignored"]);
        for test in list(folder, program, &[]) {
            let name = format!("{package}::{target}::{test}");
            let is_ignored = ignored.contains(&test);
            let (folder, program) = (folder.clone(), program.clone());
            let computes = target.starts_with("lesson_");
            let trial = Trial::test(name, move || {
                let _alone =
                    computes.then(|| COMPUTES.lock().unwrap_or_else(PoisonError::into_inner));
                run(&folder, &program, &test)
            });
            trials.push(trial.with_ignored_flag(is_ignored));
        }
    }
    trials
}

/// The tests of a program, of which each is told in a line: `rates_are_read: test`.
fn list(folder: &Path, program: &PathBuf, which: &[&str]) -> Vec<String> {
    let output = Command::new(program)
        .current_dir(folder)
        .args(["--list", "--format", "terse"])
        .args(which)
        .output()
        .expect("the program was just built");
    let tests = stdout(&output);
    let tests = tests.lines().filter_map(|line| line.strip_suffix(": test"));
    tests.map(str::to_owned).collect()
}

fn run(folder: &Path, program: &PathBuf, test: &str) -> Result<(), Failed> {
    let output = Command::new(program)
        .current_dir(folder)
        .env("CARGO_MANIFEST_DIR", folder)
        .args(["--include-ignored", "--exact", test])
        .output()
        .expect("the program was just built");
    match output.status.success() {
        true => Ok(()),
        false => Err(stdout(&output).into()),
    }
}
