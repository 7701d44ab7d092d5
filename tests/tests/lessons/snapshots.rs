//! What a lesson prints and records, to the letter.

use catalogue::{Lesson, Snapshot};
use std::fs;
use std::path::Path;
use tests::{command, snapshot, stderr, stdout, steady, without_threads};

/// Runs a lesson once, and compares what it prints and what it records with its snapshots.
pub(crate) fn check(lesson: &Lesson, program: &Path) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let record = folder.path().join("record.json");
    let output = steady(command(program).arg("--record").arg(&record));
    assert_eq!(stderr(&output), "", "it complains");
    assert!(output.status.success(), "it ends with {}", output.status);
    compare(lesson, Snapshot::Text, &stdout(&output));
    let record = fs::read_to_string(&record).expect("it is written");
    compare(lesson, Snapshot::Json, &record);
}

fn compare(lesson: &Lesson, which: Snapshot, found: &str) {
    if cfg!(any(target_os = "linux", target_os = "macos")) {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(lesson.snapshots());
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let package = lesson.package();
        settings.set_description(format!("cargo run -p {package} -- --format {which}"));
        settings.bind(|| insta::assert_snapshot!(which.to_string(), found));
    } else {
        // Other systems do not tell how many threads there are. Nothing else may differ.
        let expected = snapshot(lesson, which);
        assert_eq!(without_threads(found), without_threads(&expected));
    }
}
