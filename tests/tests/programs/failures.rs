//! A form that fails says what failed, and the lesson goes on and exits with 1. An exercise that ends its
//! own program was not judged, and says so.

use serde_json::Value;
use std::fs;
use std::process::Command;
use tests::{command, root, stderr, stdout};

/// A program of the kit that stands for those of lessons.
fn example(name: &str) -> Command {
    let build = escargot::CargoBuild::new()
        .manifest_path(root().join("Cargo.toml"))
        .package("kit")
        .example(name);
    command(build.run().expect("the example builds").path())
}

#[test]
fn a_failing_form_is_told_and_the_lesson_exits_with_1() {
    let output = example("failures").output().expect("it starts");
    assert_eq!(output.status.code(), Some(1));

    let complaints = stderr(&output);
    let complaints: Vec<&str> = complaints.lines().collect();
    assert_eq!(complaints.len(), 2, "{complaints:?}");
    assert_eq!(
        complaints[0],
        "The run \"blocking · an error\" failed: the dog ate it"
    );
    assert!(
        complaints[1].starts_with("The run \"async · a panic\" failed: it panicked at "),
        "{}",
        complaints[1]
    );
    assert!(
        complaints[1].ends_with(": nobody expected this"),
        "{}",
        complaints[1]
    );

    // What the server saw is drawn all the same, and what follows still runs.
    let text = stdout(&output);
    assert_eq!(
        text.matches("  article 1  ·   not sent\n").count(),
        2,
        "{text}"
    );
    assert!(text.contains("  article 1  ▒▒   503\n"), "{text}");
    assert!(
        text.contains("\n  > HTTP/1.1 503 Service Unavailable\n"),
        "{text}"
    );
}

#[test]
fn an_exercise_that_ends_its_program_was_not_judged() {
    for solution in ["exits", "aborts"] {
        let mut program = example("judged");
        let output = program.env("SOLUTION", solution).output();
        let output = output.expect("it starts");
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(3), "{said}");
        assert!(
            said.contains("exercise-0: it ended before it was judged ("),
            "{said}"
        );
    }
}

#[test]
fn what_a_solution_prints_does_not_stand_in_a_verdict_as_json() {
    let mut program = example("judged");
    let program = program.env("SOLUTION", "prints");
    let output = program.args(["--format", "json"]).output();
    let output = output.expect("it starts");
    assert!(stderr(&output).contains("a line of its own\n"));
    let verdict: Value = serde_json::from_str(&stdout(&output)).expect("it is JSON");
    assert_eq!(verdict["passed"], false);
    assert_eq!(verdict["trouble"]["what"], "an error");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn the_file_of_a_verdict_counts_the_runs() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let program = folder.path().join("debug/examples/judged");
    fs::create_dir_all(program.parent().expect("it has one")).expect("a folder can be made");
    fs::copy(example("judged").get_program(), &program).expect("it can be copied");
    // What ends before it is judged is a run too.
    for (runs, solution) in (1..).zip(["prints", "exits", "prints"]) {
        let output = command(&program).env("SOLUTION", solution).output();
        assert!(!output.expect("it starts").status.success());
        let verdict = fs::read_to_string(folder.path().join("verdicts/judged.json"));
        let verdict: Value = serde_json::from_str(&verdict.expect("it is written")).expect("JSON");
        assert_eq!(verdict["lesson"], 0);
        assert_eq!(verdict["passed"], false);
        assert_eq!(verdict["runs"], runs);
    }
}
