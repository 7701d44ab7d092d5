//! The shell commands that the README and the book show: each of them does what it is shown for.
//!
//! A comment before a block says what is special about it. `<!-- not run: REASON -->`: nobody should
//! run it here. `<!-- runs until it is stopped -->`: it must say where it listens, and is stopped.

#![cfg(unix)]

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;
use tests::{exercise_is_as_shipped, lessons, root};

/// Commands that run at a time.
const AT_A_TIME: usize = 8;

/// A line of a shell block.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Shown {
    command: String,
    how: How,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum How {
    /// It ends by itself.
    Ends,
    /// It serves until it is stopped.
    Serves,
}

fn shown(page: &str) -> Vec<Shown> {
    let mut shown = Vec::new();
    let mut before = "";
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if line.trim() == "```sh" {
            let block = lines.by_ref().take_while(|line| line.trim() != "```");
            let commands: Vec<&str> = block.map(str::trim).collect();
            let how = match before {
                "<!-- runs until it is stopped -->" => How::Serves,
                comment if comment.starts_with("<!-- not run: ") => continue,
                _ => How::Ends,
            };
            for command in commands.into_iter().filter(|line| !line.is_empty()) {
                let command = command.to_owned();
                shown.push(Shown { command, how });
            }
        }
        if !line.trim().is_empty() {
            before = line.trim();
        }
    }
    shown
}

fn pages() -> Vec<String> {
    let book = root().join("book/src");
    let pages = book.read_dir().expect("book/src is there");
    let pages = pages.map(|entry| entry.expect("it can be listed").path());
    let pages = pages.chain([root().join("README.md")]);
    pages
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| fs::read_to_string(path).expect("a page is text"))
        .collect()
}

fn shell(command: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).current_dir(root());
    // What cargo tells the tests that it runs is not for the cargo that they run.
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CARGO_PKG_")) {
        shell.env_remove(name);
    }
    shell
}

#[test]
fn every_command_that_is_shown_does_what_it_is_shown_for() {
    let all: BTreeSet<Shown> = pages().iter().flat_map(|page| shown(page)).collect();
    assert!(all.len() > 5, "{all:?}");
    let next = Mutex::new(all.iter());
    let run = || {
        // Let go of before the command runs: most of them wait, beside each other.
        while let Some(shown) = { next.lock().unwrap_or_else(PoisonError::into_inner).next() } {
            does_what_it_is_shown_for(shown);
        }
    };
    thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(run);
        }
    });
}

fn does_what_it_is_shown_for(Shown { command, how }: &Shown) {
    // The book is built into one folder: who builds it, and who serves it, take turns.
    static BOOK: Mutex<()> = Mutex::new(());
    let writes = command.contains("-p book");
    let _alone = writes.then(|| BOOK.lock().unwrap_or_else(PoisonError::into_inner));
    match how {
        // It runs this test; another one makes sure that the continuous integration runs it.
        How::Ends if command == "cargo test" => {}
        How::Ends => ends(command),
        How::Serves => serves(command),
    }
}

fn ends(command: &str) {
    let output = shell(command).stdin(Stdio::null()).output();
    let output = output.expect("sh starts");
    let exercise = lessons().into_iter().find(|lesson| {
        let exercise = lesson.exercise_name();
        command.split(' ').any(|word| word == exercise)
    });
    let expected = match exercise {
        // What somebody has made of their exercise is theirs, and need not even compile.
        Some(lesson) if !exercise_is_as_shipped(&lesson) => return,
        Some(_) => 1,
        None => 0,
    };
    assert_eq!(
        output.status.code(),
        Some(expected),
        "{command}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn serves(command: &str) {
    // The port that it shows may be taken here.
    let command = match command.contains("--port 8080") {
        true => command.replace("--port 8080", "--port 0"),
        false => format!("{command} -- --port 0"),
    };
    let mut child = shell(&command)
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("sh starts");
    let stdout = BufReader::new(child.stdout.take().expect("it is piped"));
    let mut lines = stdout.lines().map_while(Result::ok);
    let listens = lines.any(|line| line.contains("http://"));
    let group = Pid::from_raw(i32::try_from(child.id()).expect("process ids are small"));
    // The shell, cargo and the program, as Ctrl-C does. They may have ended by themselves.
    let _ = killpg(group, Signal::SIGINT);
    lines.for_each(drop);
    child.wait().expect("it ends");
    assert!(listens, "{command} never said where it listens");
}

#[test]
fn commands_are_found_with_what_is_special_about_them() {
    let page = "Run:\n\n```sh\na\nb\n```\n\n<!-- runs until it is stopped -->\n```sh\nc\n```\n\n\
                <!-- not run: because -->\n\n```sh\nd\n```\n\n```text\ne\n```\n\n- f\n\n  ```sh\n  g\n  ```\n";
    let found = shown(page);
    let found: Vec<(&str, &How)> = found
        .iter()
        .map(|shown| (shown.command.as_str(), &shown.how))
        .collect();
    let (ends, serves) = (&How::Ends, &How::Serves);
    assert_eq!(
        found,
        [("a", ends), ("b", ends), ("c", serves), ("g", ends)]
    );
}
