//! The programs of `book/errors` do not compile, and the compiler says of each what the pages show:
//! `NAME.txt` beside `NAME.rs`. With `--cfg mended` each of them compiles.
//!
//! With `INSTA_UPDATE=always` this test writes what the compiler says today.

use serde_json::Value;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The root of this repository. What else the tests of the book share needs mdBook, and this does not.
fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What the programs use.
const CRATES: [&str; 3] = ["chat", "futures", "tokio"];

/// How notes begin that tell of the insides of libraries. They are left out.
const INSIDES: [&str; 8] = [
    "::: ",
    "= help: the nightly-only",
    "= help: within",
    "= note: required",
    "= note: this error originates",
    "note: `",
    "note: function defined here",
    "note: required",
];

/// Builds what the programs use, as a lesson does, and returns what tells the compiler where it is.
fn libraries() -> Vec<OsString> {
    let output = Command::new(env!("CARGO"))
        .current_dir(repository())
        .args(["build", "-q", "-p", "lesson-5", "--message-format", "json"])
        .output()
        .expect("cargo starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "lesson 5 does not build:\n{said}");
    let messages = String::from_utf8(output.stdout).expect("cargo prints UTF-8");
    let mut arguments = Vec::new();
    for line in messages.lines() {
        let message: Value = serde_json::from_str(line).unwrap_or_default();
        let name = message["target"]["name"].as_str().unwrap_or_default();
        let file = message["filenames"][0].as_str();
        if let Some(file) = file.filter(|_| CRATES.contains(&name)) {
            let folder = Path::new(file).parent().expect("it lies in a folder");
            let mut dependencies = OsString::from("dependency=");
            dependencies.push(folder);
            arguments.extend(["-L".into(), dependencies]);
            arguments.extend(["--extern".into(), format!("{name}={file}").into()]);
        }
    }
    assert_eq!(arguments.len(), 4 * CRATES.len(), "{arguments:?}");
    arguments
}

/// The first error of a program; `None` when it compiles.
fn error(program: &Path, libraries: &[OsString], mended: bool) -> Option<Value> {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let mut rustc = Command::new("rustc");
    // A path from the root, as the message shows it.
    rustc
        .current_dir(repository())
        .args(["--edition", "2024", "--crate-type", "lib"])
        .args(["--emit", "metadata", "--error-format", "json"])
        .args(["--crate-name", "program", "--check-cfg", "cfg(mended)"])
        .arg("--out-dir")
        .arg(folder.path())
        .args(libraries)
        .arg(program);
    if mended {
        rustc.args(["--cfg", "mended"]);
    }
    let output = rustc.output().expect("rustc starts");
    let said = String::from_utf8(output.stderr).expect("it prints UTF-8");
    let messages = said.lines().map(serde_json::from_str::<Value>);
    let mut messages = messages.filter_map(Result::ok);
    let error = messages.find(|message| message["level"] == "error");
    assert_eq!(error.is_none(), output.status.success(), "{said}");
    error
}

/// What the compiler says, without the insides of libraries.
fn told(error: &Value) -> String {
    let rendered = error["rendered"].as_str().unwrap_or_default();
    let mut told: Vec<&str> = Vec::new();
    let mut inside = false;
    for line in rendered.lines().map(str::trim_end) {
        let begins = |mark: &&str| line.trim_start().starts_with(*mark);
        let is_note = ["= ", "note: ", "help: ", "::: "].iter().any(&begins);
        if is_note {
            inside = INSIDES.iter().any(&begins);
        }
        if !inside {
            told.push(line);
        }
    }
    while told
        .last()
        .is_some_and(|line| matches!(line.trim(), "" | "|"))
    {
        told.pop();
    }
    told.join("\n")
}

/// What an error is about: its number or, where it has none, its first line.
fn subject(told: &str) -> &str {
    let first = told.lines().next().unwrap_or_default();
    let number = first
        .strip_prefix("error[")
        .and_then(|rest| rest.split(']').next());
    number.unwrap_or(first)
}

/// The compiler's name and version: `rustc 1.95.0`.
fn compiler() -> String {
    let output = Command::new("rustc").arg("--version").output();
    let said = String::from_utf8(output.expect("rustc starts").stdout);
    let said = said.expect("it prints UTF-8");
    said.split(' ').take(2).collect::<Vec<_>>().join(" ")
}

fn programs() -> Vec<PathBuf> {
    let folder = repository().join("book/errors");
    let entries = folder.read_dir().expect("book/errors is there");
    let names = entries.map(|entry| entry.expect("it can be listed").file_name());
    let names = names.filter(|name| Path::new(name).extension() == Some("rs".as_ref()));
    let mut programs: Vec<_> = names
        .map(|name| Path::new("book/errors").join(name))
        .collect();
    programs.sort();
    programs
}

#[test]
fn the_compiler_says_what_the_pages_show_and_takes_what_was_mended() {
    let (libraries, compiler) = (libraries(), compiler());
    let programs = programs();
    assert!(programs.len() > 5, "{programs:?}");
    for program in programs {
        let name = program.display();
        let error = error(&program, &libraries, false);
        let error = error.unwrap_or_else(|| panic!("{name} compiles"));
        let told = told(&error);
        let file = repository().join(program.with_extension("txt"));
        if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
            let text = format!("{compiler}\n\n{told}\n");
            fs::write(&file, text).expect("it can be written");
        }
        let text = fs::read_to_string(&file);
        let text = text.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let text = text.replace("\r\n", "\n");
        let (recorded_by, recorded) = text.split_once("\n\n").expect("it has a first line");
        match recorded_by == compiler && cfg!(not(windows)) {
            true => assert_eq!(told, recorded.trim_end(), "{name}"),
            // Another compiler may use other words. What has a number is the same error all the same.
            false => assert_eq!(subject(&told), subject(recorded), "{name}"),
        }
        let left = self::error(&program, &libraries, true);
        assert!(
            left.is_none(),
            "{name}, mended: {}",
            self::told(&left.unwrap_or_default())
        );
    }
}
