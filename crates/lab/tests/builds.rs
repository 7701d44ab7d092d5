//! The record of what a first build costs is that of the clients that are in use.

use serde_json::Value;
use std::process::Command;

/// The crates of each client.
fn crates(document: &Value) -> Vec<(String, u64)> {
    let rows = document["experiments"][0]["rows"].as_array();
    let rows = rows.expect("it has rows").iter();
    let figures = rows.map(|row| {
        let name = row["name"].as_str().expect("a row has a name");
        let crates = row["cells"]["crates"]["value"].as_u64();
        (name.to_owned(), crates.expect("crates are counted"))
    });
    figures.collect()
}

#[test]
fn the_record_has_as_many_crates_as_cargo_would_build_now() {
    let cargo = std::env::var("CARGO").expect("cargo runs the tests");
    let mut command = Command::new(cargo);
    command.args(["run", "--quiet", "--package", "lab", "--example", "builds"]);
    let output = command.args(["--", "--count"]).output();
    let output = output.expect("cargo runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let now = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let record = include_str!("../../../book/builds.json");
    let record = serde_json::from_str(record).expect("the record is JSON");
    let make = "make it with: cargo run -p lab --example builds -- book/builds.json";
    // Other systems have other crates below them.
    if cfg!(target_os = "linux") {
        assert_eq!(crates(&record), crates(&now), "{make}");
    }
}
