//! What it does with a command, whatever that is.

use crate::common::{output, text, witness};

#[test]
fn both_uses_are_told_when_nothing_is_asked() {
    let output = output(&mut witness(&[]));
    assert_eq!(output.status.code(), Some(2));
    let told = text(&output.stderr);
    for wanted in [
        "cargo witness -- python3 bulk.py",
        "cargo witness serve",
        "--help",
    ] {
        assert!(told.contains(wanted), "no {wanted} in\n{told}");
    }
    assert_eq!(text(&output.stdout), "");
}

#[test]
fn its_help_tells_of_both_uses_and_of_checks() {
    let output = output(&mut witness(&["--help"]));
    assert!(output.status.success());
    let help = text(&output.stdout);
    for wanted in [
        "cargo witness [OPTIONS] -- COMMAND",
        "cargo witness serve",
        "OPENAI_BASE_URL",
        "MEANWHILE_URL",
        "--latency",
        "--max-in-flight",
        "--check",
        "--svg",
        "--json",
        "in-flight <= 20",
    ] {
        assert!(help.contains(wanted), "no {wanted} in\n{help}");
    }
}

#[test]
fn a_command_that_cannot_be_found_is_told_in_one_line() {
    let output = output(&mut witness(&["--", "no-such-program-anywhere", "x"]));
    assert_eq!(output.status.code(), Some(127));
    assert_eq!(
        text(&output.stderr),
        "witness: there is no command 'no-such-program-anywhere'\n"
    );
}

#[test]
fn wrong_arguments_are_told_in_one_line() {
    for (args, why) in [
        (&["--latency", "1s"][..], "which command? It comes after --"),
        (&["python3", "bulk.py"], "python3"),
        (
            &["--check", "inflight <= 3", "--", "true"],
            "'inflight' is not known",
        ),
        (
            &["--check", "in-flight <= x", "--", "true"],
            "a whole number",
        ),
        (&["--fail-rate", "2", "--", "true"], "from 0 to 1"),
        (&["--port", "80", "--", "true"], "--port"),
    ] {
        let output = output(&mut witness(args));
        let complaint = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {complaint}");
        assert_eq!(complaint.lines().count(), 1, "{complaint}");
        assert!(complaint.contains(why), "{args:?}: {complaint}");
        assert_eq!(text(&output.stdout), "", "{args:?}");
    }
}
