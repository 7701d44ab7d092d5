//! The watch mode, on a terminal of its own.

use crate::fixture::Fixture;
use rexpect::session::{PtySession, spawn_command};
use serde_json::Value;
use std::fs;
use std::process::{Command, Stdio};

fn watch(fixture: &Fixture, arguments: &[&str]) -> PtySession {
    let mut command = fixture.course(&["watch"]);
    command
        .args(arguments)
        .env("TERM", "xterm")
        .env("NO_COLOR", "1");
    spawn_command(command, Some(60_000)).expect("there is a terminal to be had")
}

fn expect(terminal: &mut PtySession, wanted: &str) -> String {
    let before = terminal.exp_string(wanted);
    before.unwrap_or_else(|error| panic!("{wanted:?} does not come: {error}"))
}

/// Presses a key, as it is: no line is sent.
fn press(terminal: &mut PtySession, key: &str) {
    terminal.send(key).expect("the terminal is there");
    terminal.flush().expect("the terminal is there");
}

/// rexpect hands each byte over as a char of its own: what is not ASCII is not looked for.
const KEYS: &str = "q quit";

#[test]
fn an_exercise_is_checked_each_time_it_is_saved() {
    let fixture = Fixture::new("watch");
    let mut terminal = watch(&fixture, &[]);
    expect(
        &mut terminal,
        "Open lessons/02-second/examples/exercise.rs in your editor.",
    );
    expect(&mut terminal, "--- check 1 ---\r\n");
    expect(&mut terminal, "Not yet.\r\n");
    expect(&mut terminal, KEYS);

    fixture.save("let solved = false", "let solved = fals");
    expect(&mut terminal, "--- check 2 ---\r\n");
    expect(&mut terminal, "error[E0425]: cannot find value `fals`");
    expect(&mut terminal, "It does not compile yet: see line 4 of");
    expect(&mut terminal, KEYS);

    fixture.save("let solved = false", "let solved = fals");
    expect(
        &mut terminal,
        "Saved without a change: there is nothing new to check.\r\n",
    );

    // As many editors save: another file takes its place.
    let file = fixture.path("lessons/02-second/examples/exercise.rs");
    let new = fixture.path("lessons/02-second/examples/exercise.rs~");
    let solved = crate::fixture::EXERCISE.replace("false", "true");
    fs::write(&new, solved).expect("it can be written");
    fs::rename(&new, &file).expect("it can be renamed");
    expect(&mut terminal, "--- check 3 ---\r\n");
    expect(
        &mut terminal,
        "Solved.\r\nAnother solution: cargo course solution 2\r\n",
    );
    let before = expect(&mut terminal, KEYS);
    assert!(!before.contains('\x1b'), "{before:?}");

    press(&mut terminal, "q");
    terminal.exp_eof().expect("it ends");
    let progress = fixture.progress(2);
    assert_eq!(progress["checks"], 3);
    assert!(progress["solved"].is_string(), "{progress}");
}

#[test]
fn keys_give_hints_the_list_and_the_next_exercise() {
    let fixture = Fixture::new("keys");
    let mut terminal = watch(&fixture, &["2"]);
    expect(&mut terminal, KEYS);
    press(&mut terminal, "h");
    expect(&mut terminal, "Think.\r\n");
    expect(&mut terminal, "Press h again for more.\r\n");
    press(&mut terminal, "h");
    expect(&mut terminal, "Think more.\r\n");
    press(&mut terminal, "H");
    expect(&mut terminal, "Say true.\r\n");
    expect(&mut terminal, "cargo course solution 2 --give-up");
    press(&mut terminal, "l");
    expect(&mut terminal, "1 of 4 lessons done\r\n");
    expect(&mut terminal, "2  Second  exercise checked once\r\n");
    press(&mut terminal, "x");
    expect(&mut terminal, "Keys: h hint");
    press(&mut terminal, "n");
    expect(
        &mut terminal,
        "Open lessons/04-fourth/examples/exercise.rs in your editor.",
    );
    expect(&mut terminal, "--- check 1 ---\r\n");
    expect(&mut terminal, KEYS);
    press(&mut terminal, "n");
    expect(&mut terminal, "Exercise 4 is the last one.");
    press(&mut terminal, "q");
    terminal.exp_eof().expect("it ends");
    assert_eq!(fixture.progress(2)["hints"], 3);
    assert_eq!(fixture.progress(4)["checks"], 1);
}

#[test]
fn the_terminal_is_left_as_it_was_found() {
    let fixture = Fixture::new("leave");
    for (key, status) in [("q", "0"), ("\x03", "130")] {
        let inner = fixture.course(&["watch", "2"]);
        let mut shell = Command::new("sh");
        let script = "before=$(stty -g); \"$0\" \"$@\"; echo \"status $?\"; \
                      test \"$before\" = \"$(stty -g)\" && echo as it was";
        shell
            .args(["-c", script])
            .arg(inner.get_program())
            .args(inner.get_args());
        for (name, value) in inner.get_envs() {
            match value {
                Some(value) => shell.env(name, value),
                None => shell.env_remove(name),
            };
        }
        let mut terminal = spawn_command(shell, Some(60_000)).expect("there is a terminal");
        expect(&mut terminal, KEYS);
        press(&mut terminal, key);
        expect(&mut terminal, &format!("status {status}\r\nas it was\r\n"));
    }
}

#[test]
fn a_program_that_runs_is_ended_with_the_watch() {
    let fixture = Fixture::new("quit");
    let started = "let solved = false; println!(\"started\"); \
                   std::thread::sleep(std::time::Duration::from_secs(50));";
    fixture.save("let solved = false;", started);
    let mut terminal = watch(&fixture, &["2"]);
    expect(&mut terminal, "started\r\n");
    // What is asked for meanwhile is done later; to quit is done at once.
    press(&mut terminal, "l");
    press(&mut terminal, "q");
    let rest = terminal.exp_eof().expect("it ends");
    assert!(!rest.contains("lessons done"), "{rest}");
    assert!(!fixture.path(".course.json").exists());
}

#[test]
fn without_a_terminal_it_watches_and_reads_no_keys() {
    let fixture = Fixture::new("no-keys");
    let mut child = fixture
        .course(&["watch", "2"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut lines = {
        use std::io::{BufRead, BufReader};
        BufReader::new(child.stdout.take().expect("it is piped")).lines()
    };
    let mut until = |wanted: &str| {
        let found = lines.find(|line| line.as_ref().is_ok_and(|line| line == wanted));
        assert!(found.is_some(), "{wanted} does not come");
    };
    until("Ctrl-C ends it.");
    fixture.save("false", "true");
    until("Solved.");
    until("Ctrl-C ends it.");
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    assert_ne!(fixture.progress(2)["solved"], Value::Null);
}
