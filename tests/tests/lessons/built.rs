//! All lessons are built by three calls of cargo: programs, tests, and units.

use catalogue::Lesson;
use serde_json::Value;
use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tests::{exercise_is_as_shipped, files, root};

/// A lesson and its programs, as far as they build. What does not was told by the compiler.
pub(crate) struct Built {
    pub(crate) lesson: Lesson,
    /// The lesson itself.
    pub(crate) program: Option<PathBuf>,
    /// Its programs that are full of tests, by the name of their target.
    pub(crate) tests: Vec<(String, PathBuf)>,
    pub(crate) solution: Option<PathBuf>,
    /// The learner's exercise, where it is as it was shipped: what a learner has made of it need not
    /// even compile.
    pub(crate) exercise: Option<PathBuf>,
}

impl Built {
    /// Builds these lessons.
    pub(crate) fn all(lessons: &[Lesson]) -> Vec<Built> {
        let mut all: Vec<Built> = lessons.iter().map(Built::nothing).collect();
        let calls = [programs(lessons), tests(lessons), units(lessons)];
        for mut cargo in calls.into_iter().flatten() {
            let mut child = cargo.spawn().expect("the cargo that runs us starts");
            let stdout = child.stdout.take().expect("it is piped");
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                // A line that is not JSON comes from a build script.
                let message: Value = serde_json::from_str(&line).unwrap_or_default();
                if message["reason"] == "compiler-artifact" {
                    all.iter_mut().for_each(|built| built.note(&message));
                }
            }
            // What could not be built is missing, which is a test that fails.
            child.wait().expect("it is our child");
        }
        all
    }

    fn nothing(lesson: &Lesson) -> Self {
        Built {
            lesson: lesson.clone(),
            program: None,
            tests: Vec::new(),
            solution: None,
            exercise: None,
        }
    }

    /// Takes note of a program of this lesson.
    fn note(&mut self, message: &Value) {
        let manifest = message["manifest_path"].as_str().map(Path::new);
        let ours = manifest.and_then(Path::parent) == Some(&self.lesson.folder);
        let Some(program) = message["executable"].as_str().filter(|_| ours) else {
            return;
        };
        let program = PathBuf::from(program);
        let name = message["target"]["name"].as_str().unwrap_or_default();
        if message["profile"]["test"] == true {
            self.tests.push((name.to_owned(), program));
        } else if name == self.lesson.package() {
            self.program = Some(program);
        } else if name == self.lesson.solution_name() {
            self.solution = Some(program);
        } else if name == self.lesson.exercise_name() {
            self.exercise = Some(program);
        }
    }
}

/// Builds the programs that a learner runs. An example is named: all of them would be too many.
fn programs(lessons: &[Lesson]) -> Option<Command> {
    let mut cargo = cargo(lessons, &["build", "--keep-going", "--bins"])?;
    for lesson in lessons {
        if lesson.solution().is_file() {
            cargo.args(["--example", &lesson.solution_name()]);
        }
        if lesson.has_exercise() && exercise_is_as_shipped(lesson) {
            cargo.args(["--example", &lesson.exercise_name()]);
        }
    }
    Some(cargo)
}

/// Builds the programs in the folders of tests.
fn tests(lessons: &[Lesson]) -> Option<Command> {
    cargo(
        lessons,
        &["test", "--no-run", "--no-fail-fast", "--test", "*"],
    )
}

/// Builds the tests within the sources, where there are any.
fn units(lessons: &[Lesson]) -> Option<Command> {
    let has_tests = |file: &PathBuf| {
        let text = fs::read_to_string(file);
        text.is_ok_and(|text| text.contains("#[cfg(test)]"))
    };
    let has_units = |lesson: &&Lesson| files(&lesson.src(), "rs").iter().any(has_tests);
    let lessons: Vec<Lesson> = lessons.iter().filter(has_units).cloned().collect();
    cargo(&lessons, &["test", "--no-run", "--no-fail-fast", "--lib"])
}

/// A call of cargo that builds for some lessons; none where there are none, since cargo would take
/// that for all packages.
fn cargo(lessons: &[Lesson], arguments: &[&str]) -> Option<Command> {
    if lessons.is_empty() {
        return None;
    }
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .current_dir(root())
        .args(arguments)
        .args(["--quiet", "--message-format", "json-render-diagnostics"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    for lesson in lessons {
        cargo.args(["--package", &lesson.package()]);
    }
    // What cargo tells the tests that it runs is not for the cargo that they run.
    for (name, _) in env::vars().filter(|(name, _)| name.starts_with("CARGO_PKG_")) {
        cargo.env_remove(name);
    }
    Some(cargo)
}
