//! The exercise of a lesson, with the kit that judges it, in a copy of the lesson.

use crate::fixture::{complaints, course, output, text};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder can be made");
    for entry in from.read_dir().expect("it can be listed") {
        let entry = entry.expect("it can be listed");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("it can be copied");
        }
    }
}

/// A workspace with the repository's lesson 3 in it, which uses the repository's own crates.
fn workspace(name: &str) -> PathBuf {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    let repository = crates.and_then(Path::parent).expect("it lies in crates/");
    let root = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("course")
        .join(name);
    let _ = fs::remove_dir_all(&root);
    let lesson = "lessons/03-semaphore";
    copy(&repository.join(lesson), &root.join(lesson));
    let manifest = fs::read_to_string(repository.join("Cargo.toml")).expect("it is there");
    let path = repository.to_str().expect("the path is Unicode");
    let path = path.replace('\\', "/");
    let manifest = manifest
        .replace("path = \"crates/", &format!("path = \"{path}/crates/"))
        .replace("\"crates/*\", \"lessons/*\", \"tests\"", "\"lessons/*\"")
        .replace("\"crates/*\", \"tests\"", "\"lessons/*\"");
    fs::write(root.join("Cargo.toml"), manifest).expect("it can be written");
    let lock = "Cargo.lock";
    fs::copy(repository.join(lock), root.join(lock)).expect("it can be copied");
    // The learner's own version may be anything.
    let lesson = root.join(lesson);
    fs::copy(
        lesson.join("exercise.orig.rs"),
        lesson.join("examples/exercise.rs"),
    )
    .expect("it can be copied");
    root
}

/// The folder that this repository is built into: what is there need not be compiled again.
fn target() -> &'static Path {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent();
    target.expect("it lies in target/")
}

/// `cargo course` in a copy of the repository.
fn in_target(root: &Path, arguments: &[&str]) -> Command {
    let mut command = course(root);
    command
        .args(arguments)
        .env("CARGO_TARGET_DIR", target())
        .env("CARGO_NET_OFFLINE", "true");
    command
}

/// Checks until something was judged: a machine that cannot keep time judges nothing, and says so.
fn judged(check: &dyn Fn() -> Command) -> Output {
    for _ in 0..5 {
        let output = output(check());
        if !complaints(&output).ends_with("course: nothing was judged\n") {
            return output;
        }
    }
    panic!("this machine was too busy: nothing was judged");
}

#[test]
fn lesson_3_is_refused_as_shipped_and_solved_by_its_solution() {
    let root = workspace("repository");
    let course = |arguments: &[&str]| in_target(&root, arguments);
    let shipped = judged(&|| course(&["check", "3"]));
    let shown = text(&shipped.stdout);
    assert_eq!(complaints(&shipped), "");
    assert_eq!(shipped.status.code(), Some(1), "{shown}");
    assert!(
        shown.contains("\n  NO   at least 3 in flight while there is work left\n"),
        "{shown}"
    );

    let examples = root.join("lessons/03-semaphore/examples");
    fs::copy(examples.join("solution.rs"), examples.join("exercise.rs")).expect("it can be copied");
    let solved = judged(&|| course(&["check", "3"]));
    let shown = text(&solved.stdout);
    assert_eq!(complaints(&solved), "");
    assert_eq!(solved.status.code(), Some(0), "{shown}");
    let solved = "\nSolved, in 3 draws of 3.\nAnother solution: ";
    assert!(shown.contains(solved), "{shown}");

    let report = output(course(&["report", "--format", "json"]));
    let report: Value = serde_json::from_str(&text(&report.stdout)).expect("it is JSON");
    assert_eq!(report["lessons"][0]["lesson"], 3);
    assert_eq!(report["lessons"][0]["checks"], 2);
    assert!(report["lessons"][0]["solved"].is_string(), "{report:#}");
}

#[test]
fn what_is_said_of_a_compile_error_leads_to_a_place_on_its_page() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = fs::read_to_string(root.join("book/src/compiler.md")).expect("the page is there");
    assert!(!course::EXPLAINED.is_empty());
    for explained in course::EXPLAINED {
        let anchor = format!("{{#{}}}", explained.anchor);
        assert!(page.contains(&anchor), "no heading has {anchor}");
    }
}

#[test]
fn a_lesson_that_is_laid_runs_is_listed_and_has_an_exercise_to_solve() {
    let root = workspace("laid");
    fs::create_dir_all(root.join("book/src")).expect("the folder can be made");
    let summary = "# Summary\n\n- [Semaphore](03-semaphore.md)\n\n- [Glossary](glossary.md)\n";
    fs::write(root.join("book/src/SUMMARY.md"), summary).expect("it can be written");
    let readme =
        "# Title\n\n| lesson | pattern | in Python | what it shows |\n|---|---|---|---|\n\nMore.\n";
    fs::write(root.join("README.md"), readme).expect("it can be written");

    let laid = output(in_target(&root, &["new", "29", "circuit-breaker"]));
    assert_eq!(complaints(&laid), "");
    assert_eq!(laid.status.code(), Some(0));
    let read = |path: &str| fs::read_to_string(root.join(path)).expect("it is laid");
    let line = "- [Semaphore](03-semaphore.md)\n- [Circuit breaker](29-circuit-breaker.md)\n";
    assert!(read("book/src/SUMMARY.md").contains(line));
    assert!(
        read("README.md").contains("\n| [29](lessons/29-circuit-breaker/src) | Circuit breaker |")
    );
    assert!(read("book/src/29-circuit-breaker.md").starts_with("# Circuit breaker\n"));

    let cargo = |arguments: &[&str]| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.current_dir(&root).args(arguments);
        cargo.env("CARGO_TARGET_DIR", target());
        output(cargo)
    };
    let run = ["run", "-q", "--offline", "-p", "lesson-29"];
    let lesson = cargo(&[&run[..], &["--", "--only", "async"]].concat());
    assert!(lesson.status.success(), "{}", complaints(&lesson));
    assert!(text(&lesson.stdout).starts_with("Lesson 29 · Circuit breaker\nWRITE 3: "));
    let solution = cargo(&[&run[..], &["--example", "solution-29"]].concat());
    assert!(solution.status.success(), "{}", text(&solution.stdout));
    let checked = judged(&|| in_target(&root, &["check", "29"]));
    assert_eq!(checked.status.code(), Some(1), "{}", complaints(&checked));

    let again = output(in_target(&root, &["new", "29", "retry"]));
    assert_eq!(again.status.code(), Some(1));
    let there = complaints(&again).replace('\\', "/");
    assert_eq!(
        there,
        "course: lesson 29 is there already: lessons/29-circuit-breaker\n"
    );
}

#[test]
fn what_cannot_be_the_name_of_a_folder_is_refused() {
    for slug in ["Retry", "a--b", "-a", "a b", "../a"] {
        let refused = output(in_target(&workspace("refused"), &["new", "29", "--", slug]));
        assert_eq!(refused.status.code(), Some(2), "{slug}");
    }
}
