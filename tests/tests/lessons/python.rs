//! The programs in Python draw what the forms in Rust draw.

use catalogue::Lesson;
use serde_json::Value;
use std::path::Path;
use tests::{command, stderr, stdout, steady, with_python};

/// Runs what a lesson has in both languages, and compares each program in Python with its twin: the
/// spans of every lane, tick for tick, and all figures, the connections among them. Where Python or a
/// package is missing it is skipped, which is said.
pub(crate) fn check(lesson: &Lesson, program: &Path) {
    let mut command = command(program);
    with_python(&mut command).args(["--python", "--format", "json"]);
    let output = steady(&mut command);
    if output.status.code() == Some(2) {
        eprintln!("skipped: {}", stderr(&output).trim_end());
        return;
    }
    assert!(output.status.success(), "{}", stderr(&output));
    let document: Value = serde_json::from_str(&stdout(&output)).expect("it is JSON");
    let runs = document["runs"].as_array().expect("runs are a list");
    let mut compared = 0;
    for twin in runs.windows(2) {
        let [rust, python] = twin else { continue };
        if python["python"].is_null() {
            continue;
        }
        let name = python["heading"].as_str().unwrap_or_default();
        assert_eq!(python["python"]["twin_of"], rust["name"], "{name}");
        assert_eq!(python["error"], rust["error"], "{name}");
        for part in ["lanes", "metrics", "marks"] {
            let part_of = |run: &Value| run["timeline"][part].clone();
            let (python, rust) = (part_of(python), part_of(rust));
            assert_eq!(python, rust, "{part} of {name}, in Python and in Rust");
        }
        compared += 1;
    }
    assert!(compared > 0, "{} has nothing in Python", lesson.package());
}

/// Nobody who has no Python is left with a riddle.
pub(crate) fn check_without(lesson: &Lesson, program: &Path) {
    let empty = tempfile::tempdir().expect("there is room for a folder");
    let mut command = command(program);
    let output = command.arg("--python").env("PATH", empty.path()).output();
    let output = output.expect("the program was just built");
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    assert_eq!(stdout(&output), "");
    let complaint = stderr(&output);
    let begins = format!("{}: Python 3.11 or newer is needed", lesson.package());
    assert!(complaint.starts_with(&begins), "{complaint}");
    assert_eq!(complaint.lines().count(), 1, "{complaint}");
}
