//! The race on the first page of the book, to the letter.

use catalogue::{Catalogue, Snapshot};
use serde_json::Value;
use std::fs;
use tests::{program, root, stderr, stdout, steady, without_threads};

fn expected(which: Snapshot) -> String {
    let catalogue = Catalogue::read(&root()).expect("there are lessons");
    let snapshot = catalogue.race(which);
    snapshot.unwrap_or_else(|wrong| panic!("{wrong}"))
}

#[test]
fn the_race_is_as_it_was_recorded() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let record = folder.path().join("record.json");
    let output = steady(program("race").arg("--record").arg(&record));
    assert_eq!(stderr(&output), "", "it complains");
    assert!(output.status.success(), "it ends with {}", output.status);
    let record = fs::read_to_string(&record).expect("it is written");
    for (which, found) in [(Snapshot::Text, stdout(&output)), (Snapshot::Json, record)] {
        if cfg!(any(target_os = "linux", target_os = "macos")) {
            let mut settings = insta::Settings::clone_current();
            settings.set_snapshot_path(root().join("lessons/race/snapshots"));
            settings.set_prepend_module_to_snapshot(false);
            settings.set_omit_expression(true);
            settings.set_description(format!("cargo run -p race -- --format {which}"));
            settings.bind(|| insta::assert_snapshot!(which.to_string(), found));
        } else {
            // Other systems do not tell how many threads there are. Nothing else may differ.
            assert_eq!(without_threads(&found), without_threads(&expected(which)));
        }
    }
}

#[test]
fn who_has_all_and_who_is_only_fast() {
    let record: Value = serde_json::from_str(&expected(Snapshot::Json)).expect("it is JSON");
    let runs = record["runs"].as_array().expect("it has runs");
    let figures = runs.iter().map(|run| {
        let metrics = &run["timeline"]["metrics"];
        let lanes = run["timeline"]["lanes"].as_array().map(Vec::len);
        assert_eq!(lanes, Some(8), "they are given the same articles");
        let has_all = run["told"][0] == "8 summaries";
        assert_eq!(has_all, metrics["ok"] == 8, "{}", run["told"]);
        (metrics["time"].as_u64(), has_all)
    });
    let (complete, failed): (Vec<_>, Vec<_>) = figures.partition(|(_, has_all)| *has_all);
    assert_eq!((complete.len(), failed.len()), (3, 2));
    // Who fails is always faster than who does the work: to be fast is not to win.
    let slowest_failure = failed.iter().map(|(time, _)| time).max();
    let fastest = complete.iter().map(|(time, _)| time).min();
    assert!(slowest_failure < fastest);
    let permits = runs.iter().find(|run| run["name"] == "permits");
    let time = permits.and_then(|run| run["timeline"]["metrics"]["time"].as_u64());
    assert_eq!(Some(&time), fastest, "three at a time wins");
}
