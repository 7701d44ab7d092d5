//! The program, and what it says.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub(crate) fn witness(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_witness"));
    command.args(args);
    command
}

pub(crate) fn output(command: &mut Command) -> Output {
    let output = command.output();
    output.expect("the program was built for this test")
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace("\r\n", "\n")
}

/// The programs that it is tried on.
pub(crate) fn programs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/watch/programs")
}

/// Paragraphs as one line each: where a line breaks says nothing.
pub(crate) fn unwrapped(report: &str) -> String {
    report.split_whitespace().collect::<Vec<_>>().join(" ")
}
