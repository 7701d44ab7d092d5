//! All lessons are built by two calls of cargo: programs, and tests.

use catalogue::Lesson;
use serde_json::Value;
use std::env;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tests::{exercise_is_as_shipped, root};

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
        if lessons.is_empty() {
            return all;
        }
        for mut cargo in [programs(lessons), tests(lessons)] {
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
fn programs(lessons: &[Lesson]) -> Command {
    let mut cargo = cargo(lessons, &["build", "--keep-going", "--bins"]);
    for lesson in lessons {
        if lesson.solution().is_file() {
            cargo.args(["--example", &lesson.solution_name()]);
        }
        if lesson.has_exercise() && exercise_is_as_shipped(lesson) {
            cargo.args(["--example", &lesson.exercise_name()]);
        }
    }
    cargo
}

/// Builds the programs that are full of tests.
fn tests(lessons: &[Lesson]) -> Command {
    cargo(lessons, &["test", "--no-run", "--no-fail-fast", "--tests"])
}

fn cargo(lessons: &[Lesson], arguments: &[&str]) -> Command {
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
    cargo
}
