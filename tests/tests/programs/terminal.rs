//! What somebody at a terminal sees.

use catalogue::Snapshot;
use rexpect::session::{PtySession, spawn_command};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use tests::program;

const ROWS: u16 = 50;

/// Starts a lesson on a terminal of its own, of a given width, with variables of the shell set.
fn on_terminal(columns: u32, variables: &str, name: &str, arguments: &str) -> PtySession {
    let lesson = program(name);
    let path = lesson
        .get_program()
        .to_str()
        .expect("the path is Unicode")
        .to_owned();
    let mut shell = Command::new("sh");
    let command =
        format!("stty columns {columns} rows {ROWS}; {variables} exec '{path}' {arguments}");
    shell
        .args(["-c", &command])
        .env("LC_ALL", "C.UTF-8")
        .env("TERM", "xterm-256color");
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        shell.env_remove(variable);
    }
    spawn_command(shell, Some(30_000)).expect("there is a terminal to be had")
}

/// What a terminal shows after a program has written this.
fn screen(columns: u16, written: &str) -> Vec<String> {
    // rexpect hands each byte over as a char of its own.
    let bytes: Vec<u8> = written
        .chars()
        .filter_map(|char| u8::try_from(char).ok())
        .collect();
    let size = |cells: u16| cells.try_into().expect("a screen has a size");
    let mut terminal = vt100::Parser::new(size(ROWS), size(columns), 0);
    terminal.process(&bytes);
    let rows = terminal.screen().rows(0, columns);
    rows.map(|row| row.trim_end().to_owned()).collect()
}

fn assert_shows(screen: &[String], wanted: &[&str]) {
    let shown = screen.windows(wanted.len()).any(|rows| rows == wanted);
    assert!(
        shown,
        "not on the screen:\n{}\n\n{}",
        wanted.join("\n"),
        screen.join("\n")
    );
}

#[test]
fn the_timeline_is_drawn_while_it_happens_and_stays_as_the_final_one() {
    let mut terminal = on_terminal(80, "", "lesson-1", "--only async");
    let before = terminal
        .exp_string("not sent")
        .expect("a request is seen before it is sent");
    let during = screen(80, &before);
    assert!(
        during.iter().any(|row| row.ends_with("in flight")),
        "{during:#?}"
    );
    let after = screen(
        80,
        &(before + "not sent" + &terminal.exp_eof().expect("it ends")),
    );
    let snapshot = tests::snapshot(&tests::lessons()[0], Snapshot::Text);
    let (_, picture) = snapshot
        .split_once("async · a loop")
        .expect("the async form is there");
    let (picture, _) = picture.split_once("\n\n").expect("a table follows");
    let picture: Vec<&str> = picture.lines().skip(1).collect();
    assert_shows(&after, &picture);
    assert!(
        !after.iter().any(|row| row.ends_with("in flight")),
        "{after:#?}"
    );
}

#[test]
fn sixty_columns_are_enough() {
    // What an unsteady run drew, and says of itself, is not compared.
    let mut terminal = on_terminal(60, "", "lesson-1", "--only blocking --steady");
    let after = screen(60, &terminal.exp_eof().expect("it ends"));
    // 28 ticks do not fit with two columns each. Nothing is wrapped.
    assert_shows(
        &after,
        &[
            "  article 7  ·······················████·   ok",
            "  article 8  ···························█   ok",
            "             0         1.0       2.0     2.8 s",
            "",
            "             time  most in flight  connections  new threads",
            "  blocking  2.8 s               1            1            0",
            "",
        ],
    );
}

#[test]
fn a_mistake_is_told_in_whole_words() {
    let nowhere = "/tmp/no/such/folder/for/the/progress";
    let arguments = format!("--state {nowhere} --root {nowhere}");
    let mut terminal = on_terminal(60, "", "course", &arguments);
    let after = screen(60, &terminal.exp_eof().expect("it ends"));
    assert_shows(
        &after,
        &[
            "course: cannot list",
            "/tmp/no/such/folder/for/the/progress/lessons: No such file",
            "or directory (os error 2)",
        ],
    );
}

#[test]
fn colours_are_there_and_left_out_when_refused() {
    // Sequences that end in `m` set colours and weights; others move the cursor.
    let sets_colour = |shown: &str| {
        let mut sequences = shown.split("\x1b[").skip(1);
        sequences.any(|part| part.chars().find(char::is_ascii_alphabetic) == Some('m'))
    };
    let shown = on_terminal(80, "", "lesson-2", "--only async")
        .exp_eof()
        .expect("it ends");
    assert!(
        sets_colour(&shown),
        "the escape sequences are not as wanted"
    );
    let shown = on_terminal(80, "NO_COLOR=1", "lesson-2", "--only async")
        .exp_eof()
        .expect("it ends");
    assert!(
        !sets_colour(&shown),
        "the escape sequences are not as wanted"
    );
}

#[test]
fn ctrl_c_in_the_middle_ends_it_with_the_cursor_in_sight() {
    let mut terminal = on_terminal(80, "", "lesson-1", "");
    let before = terminal
        .exp_string("in flight")
        .expect("a request is seen while it waits");
    terminal.send_control('c').expect("the terminal is there");
    let after = terminal.exp_eof().expect("it ends");
    let shown = before + &after;
    let hidden = shown.matches("\x1b[?25l").count();
    let back = shown.matches("\x1b[?25h").count();
    assert_eq!(
        hidden, back,
        "the cursor is hidden {hidden} times and shown {back} times"
    );
    let screen = screen(80, &shown);
    assert!(
        !screen.iter().any(|row| row.starts_with("async")),
        "it went on: {screen:#?}"
    );
}

#[test]
fn the_mock_api_counts_while_it_runs() {
    let mut terminal = on_terminal(80, "", "witness", "serve --port 0 --latency 0ms");
    let greeting = terminal
        .exp_string("Nobody has connected yet.")
        .expect("it counts before anybody comes");
    let address = greeting.split("listens on http://").nth(1);
    let address = address.and_then(|rest| rest.split_whitespace().next());
    let address = address.expect("it tells its address");
    let mut client = TcpStream::connect(address).expect("it listens");
    client
        .write_all(b"GET /v1/models HTTP/1.1\r\nHost: mock\r\nConnection: close\r\n\r\n")
        .and_then(|()| client.read_to_end(&mut Vec::new()))
        .expect("it answers");
    terminal
        .exp_string("in flight: 0, ok: 1, connections: 1")
        .expect("it counts an answer");
    terminal.send_control('c').expect("the terminal is there");
    let report = terminal.exp_eof().expect("it ends");
    assert!(report.contains("most in flight"), "{report}");
}
