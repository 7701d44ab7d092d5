//! A form that fails says what failed, and the lesson goes on and exits with 1.

use tests::{root, stderr, stdout};

#[test]
fn a_failing_form_is_told_and_the_lesson_exits_with_1() {
    let build = escargot::CargoBuild::new()
        .manifest_path(root().join("Cargo.toml"))
        .package("kit")
        .example("failures");
    let program = build.run().expect("the example builds");
    let output = program
        .command()
        .env("LC_ALL", "C.UTF-8")
        .output()
        .expect("it starts");
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
