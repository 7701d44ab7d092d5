//! What the tests of the whole kit share: running its programs as a user does.

mod threads;

pub use threads::without_threads;

use catalogue::{Catalogue, Lesson, Snapshot};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, PoisonError};

/// What a run says that could not keep time.
pub const NOT_STEADY: &str = "Not steady";

/// The root of the repository.
pub fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("tests/ lies in the root").to_owned()
}

/// The lessons of this repository.
pub fn lessons() -> Vec<Lesson> {
    let catalogue = Catalogue::read(&root());
    catalogue.unwrap_or_else(|wrong| panic!("{wrong}")).lessons
}

/// The files in a folder and in those in it, with this ending, in order.
pub fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in folder.read_dir().expect("the folder can be listed") {
        let path = entry.expect("the folder can be listed").path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path
            .extension()
            .is_some_and(|extension| extension == ending)
        {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Whether a lesson's exercise is as it was shipped. Somebody who learns here has changed it, and
/// is right to do so: where nobody learns, in continuous integration, it must be.
pub fn exercise_is_as_shipped(lesson: &Lesson) -> bool {
    let read = |path: &Path| {
        let text = std::fs::read_to_string(path);
        text.unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    // A learner may have moved it away, too.
    let same = lesson.exercise().is_file() && read(&lesson.exercise()) == read(&lesson.original());
    assert!(
        same || std::env::var_os("CI").is_none(),
        "examples/exercise.rs and exercise.orig.rs differ in {}",
        lesson.folder.display()
    );
    same
}

/// Builds a program as `cargo run -p NAME` does, and returns a command that runs it in an
/// environment that is the same for everybody.
pub fn program(name: &str) -> Command {
    static BUILT: Mutex<BTreeMap<String, PathBuf>> = Mutex::new(BTreeMap::new());
    // A test that failed while it held the lock has built nothing, and spoilt nothing.
    let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    let path = built.entry(name.to_owned()).or_insert_with(|| build(name));
    command(path)
}

fn build(name: &str) -> PathBuf {
    let build = escargot::CargoBuild::new()
        .manifest_path(root().join("Cargo.toml"))
        .package(name)
        .bin(name);
    let program = build
        .run()
        .unwrap_or_else(|error| panic!("{name} does not build: {error}"));
    program.path().to_owned()
}

/// A command that runs a program in an environment that is the same for everybody.
pub fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
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

/// Has a command find the Python that `.ci/run` has prepared, before any other, if it has.
pub fn with_python(command: &mut Command) -> &mut Command {
    let folder = root().join("target/python");
    let folder = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder).chain(std::env::split_paths(&path));
    let path = std::env::join_paths(folders).expect("it was a path before");
    command.env("PATH", path)
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

/// A snapshot of a lesson, without its header.
pub fn snapshot(lesson: &Lesson, which: Snapshot) -> String {
    let text = lesson.snapshot(which);
    text.unwrap_or_else(|wrong| panic!("{wrong}"))
}
