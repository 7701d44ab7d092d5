//! A small workspace with lessons that build in a moment, and the command that is tested in it.

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A workspace of its own, in which a learner may do anything.
pub(crate) struct Fixture {
    pub(crate) root: PathBuf,
}

const WORKSPACE: &str = r#"[workspace]
resolver = "3"
members = ["lessons/*"]

[workspace.package]
rust-version = "1.88"
"#;

/// What stands for the kit: says what it would say, and writes the record if asked.
const LIB: &str = r#"use std::process::ExitCode;

fn record(text: &str) {
    let mut arguments = std::env::args();
    if arguments.find(|argument| argument == "--record").is_some() {
        std::fs::write(arguments.next().unwrap(), text).unwrap();
    }
}

pub fn run(text: &str) {
    println!("The lesson runs.");
    record(text);
}

pub fn verdict(passed: bool, token: &str) -> String {
    let lesson = env!("CARGO_PKG_NAME").trim_start_matches("lesson-");
    format!(r"{{'lesson': {lesson}, 'passed': {passed}, 'token': '{token}'}}").replace('\'', "\"")
}

pub fn judge(solved: bool) -> ExitCode {
    let mut token = String::new();
    std::io::stdin().read_line(&mut token).unwrap();
    println!("{}", if solved { "Solved." } else { "Not yet." });
    record(&verdict(solved, token.trim()));
    ExitCode::from(u8::from(!solved))
}
"#;

const RECORD: &str = r#"{"runs": [{"name": "async", "new_threads": null, "timeline":
    {"steady": true, "metrics": {"time": 6, "connections": 8}}}]}"#;

pub(crate) const EXERCISE: &str = r"//! The exercise.

fn main() -> std::process::ExitCode {
    let solved = false;
    lesson_2::judge(solved)
}
";

const HINTS: &str =
    "# Hints\n\n## A nudge\n\nThink.\n\n## More\n\nThink more.\n\n## The idea\n\nSay true.\n";

const PREDICTIONS: &str = r#"{
  "schema": "meanwhile.predict/1",
  "questions": [
    {
      "name": "time",
      "ask": "How long does it take?",
      "answer": "/runs/async/timeline/metrics/time",
      "unit": "ticks",
      "choices": [6, 28],
      "because": "The slowest decides."
    },
    {
      "name": "connections",
      "ask": "How many connections?",
      "answer": "/runs/async/timeline/metrics/connections",
      "because": "One each."
    },
    {
      "name": "threads",
      "ask": "How many threads?",
      "answer": "/runs/async/new_threads",
      "because": "None."
    }
  ]
}
"#;

impl Fixture {
    /// A fresh workspace: lesson 1 has predictions, lessons 2 and 4 an exercise, lesson 3 nothing.
    pub(crate) fn new(name: &str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("course")
            .join(name);
        // What was built is kept: it makes the next time fast.
        for part in ["lessons", ".course.json"] {
            let part = root.join(part);
            let _ = fs::remove_dir_all(&part).or_else(|_| fs::remove_file(&part));
        }
        let fixture = Fixture { root };
        fixture.write("Cargo.toml", WORKSPACE);
        let lessons = [
            (1, "01-first", "First"),
            (2, "02-second", "Second"),
            (3, "03-third", "Third"),
            (4, "04-fourth", "Fourth"),
        ];
        for (number, slug, title) in lessons {
            let at = |file: &str| format!("lessons/{slug}/{file}");
            let manifest = format!(
                "[package]\nname = \"lesson-{number}\"\ndescription = \"{title}: what it is about\"\n\
                 edition = \"2024\"\nrust-version.workspace = true\n"
            );
            let examples = format!(
                "[[example]]\nname = \"exercise-{number}\"\npath = \"examples/exercise.rs\"\n\
                 [[example]]\nname = \"solution-{number}\"\npath = \"examples/solution.rs\"\n"
            );
            let examples = if number % 2 == 0 {
                examples
            } else {
                String::new()
            };
            fixture.write(&at("Cargo.toml"), &(manifest + &examples));
            fixture.write(&at("src/lib.rs"), LIB);
            let main = format!("fn main() {{\n    lesson_{number}::run(r#\"{RECORD}\"#);\n}}\n");
            fixture.write(&at("src/main.rs"), &main);
            if number == 1 {
                fixture.write(&at("predict.json"), PREDICTIONS);
            }
            if number % 2 == 0 {
                let exercise = EXERCISE.replace("lesson_2", &format!("lesson_{number}"));
                fixture.write(&at("examples/exercise.rs"), &exercise);
                fixture.write(&at("exercise.orig.rs"), &exercise);
                fixture.write(
                    &at("examples/solution.rs"),
                    &exercise.replace("false", "true"),
                );
                fixture.write(&at("hints.md"), HINTS);
            }
        }
        fixture
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        let folder = path.parent().expect("it lies in a folder");
        fs::create_dir_all(folder).expect("the folder can be made");
        fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    /// Changes the exercise of lesson 2.
    pub(crate) fn save(&self, from: &str, to: &str) {
        let changed = EXERCISE.replace(from, to);
        assert_ne!(changed, EXERCISE, "{from} is not in it");
        self.write("lessons/02-second/examples/exercise.rs", &changed);
    }

    /// What the file with the progress says about a lesson.
    pub(crate) fn progress(&self, lesson: u32) -> Value {
        let text = self.read(".course.json");
        let progress: Value = serde_json::from_str(&text).expect("it is JSON");
        assert_eq!(progress["schema"], "meanwhile.course/1");
        progress["lessons"][lesson.to_string()].clone()
    }

    /// `cargo course ARGUMENTS`, in the fixture.
    pub(crate) fn course(&self, arguments: &[&str]) -> Command {
        let mut command = course(&self.root);
        command.args(arguments);
        command
    }

    /// Runs `cargo course ARGUMENTS`, and returns what it printed. It must end well.
    pub(crate) fn good(&self, arguments: &[&str]) -> String {
        let output = output(self.course(arguments));
        let said = complaints(&output);
        assert_eq!(said, "", "{arguments:?}");
        assert!(output.status.success(), "{arguments:?}: {}", output.status);
        text(&output.stdout)
    }

    /// Runs `cargo course ARGUMENTS`, which must not come to a good end. Returns what it printed
    /// and what it complained of.
    pub(crate) fn bad(&self, arguments: &[&str]) -> (String, String) {
        let output = output(self.course(arguments));
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        (text(&output.stdout), complaints(&output))
    }
}

/// `cargo course` in some repository, in an environment that is the same for everybody.
pub(crate) fn course(root: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_course"));
    command
        .arg("--root")
        .arg(root)
        .env("LC_ALL", "C.UTF-8")
        .env("CARGO", env!("CARGO"))
        .env_remove("CARGO_TARGET_DIR");
    for variable in [
        "NO_COLOR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "RUSTC",
        "RUSTFLAGS",
    ] {
        command.env_remove(variable);
    }
    command
}

pub(crate) fn output(mut command: Command) -> Output {
    command.output().expect("the command starts")
}

/// What a command complained of. That something is being built is said on a slow machine.
pub(crate) fn complaints(output: &Output) -> String {
    let said = text(&output.stderr);
    let complaints = said.lines().filter(|line| !line.starts_with("Building "));
    complaints.map(|line| line.to_owned() + "\n").collect()
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("our programs print UTF-8")
}
