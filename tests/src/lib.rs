//! What the tests of the whole kit share: running its programs as a user does.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What a run says that could not keep time.
pub const NOT_STEADY: &str = "Not steady";

/// The root of the repository.
pub fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("tests/ lies in the root").to_owned()
}

/// The folders of all lessons with their numbers, in order.
pub fn lessons() -> Vec<(u32, PathBuf)> {
    let folder = root().join("lessons");
    let entries = folder.read_dir().expect("lessons/ is there");
    let mut lessons: Vec<(u32, PathBuf)> = entries
        .map(|entry| {
            let path = entry.expect("lessons/ can be listed").path();
            let name = path.file_name().and_then(|name| name.to_str());
            let number = name
                .and_then(|name| name.split_once('-'))
                .map(|(number, _)| number);
            let number = number.and_then(|number| number.parse().ok());
            let number = number.unwrap_or_else(|| panic!("{} is not NN-slug", path.display()));
            (number, path)
        })
        .collect();
    lessons.sort();
    lessons
}

/// Whether a lesson's exercise is as it was shipped. Somebody who learns here has changed it, and
/// is right to do so: where nobody learns, in continuous integration, it must be.
pub fn exercise_is_as_shipped(lesson: &Path) -> bool {
    let read = |file: &str| {
        let path = lesson.join(file);
        let text = std::fs::read_to_string(&path);
        text.unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let same = read("examples/exercise.rs") == read("exercise.orig.rs");
    assert!(
        same || std::env::var_os("CI").is_none(),
        "examples/exercise.rs and exercise.orig.rs differ in {}",
        lesson.display()
    );
    same
}

/// Builds a program as `cargo run -p NAME` does, and returns a command that runs it in an
/// environment that is the same for everybody.
pub fn program(name: &str) -> Command {
    let build = escargot::CargoBuild::new()
        .manifest_path(root().join("Cargo.toml"))
        .package(name)
        .bin(name);
    let program = build
        .run()
        .unwrap_or_else(|error| panic!("{name} does not build: {error}"));
    let mut command = program.command();
    for variable in [
        "NO_COLOR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "TERM",
        "LANG",
        "LC_CTYPE",
    ] {
        command.env_remove(variable);
    }
    command.env("LC_ALL", "C.UTF-8");
    command
}

/// Runs a lesson, each of its runs until it was steady. What an unsteady run drew proves nothing;
/// every other failure is one.
///
/// # Panics
///
/// When the program cannot be run, or when one of its runs was never steady.
pub fn steady(command: &mut Command) -> Output {
    let command = command.arg("--steady");
    let output = command.output().expect("the program starts");
    let text = String::from_utf8_lossy(&output.stdout);
    let steady = !text.contains(NOT_STEADY) && !text.contains("\"steady\": false");
    assert!(steady, "this machine is too busy for {command:?}:\n{text}");
    output
}

/// What a program printed.
pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("our programs print UTF-8")
}

/// What a program complained of.
pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("our programs print UTF-8")
}

/// The text of a lesson's snapshot, without its header.
pub fn snapshot(name: &str) -> String {
    let path = root().join("tests/snapshots").join(format!("{name}.snap"));
    let file = std::fs::read_to_string(&path);
    let file = file.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let (_, text) = file.split_once("\n---\n").expect("a snapshot has a header");
    text.to_owned()
}
