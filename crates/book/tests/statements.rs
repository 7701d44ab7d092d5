//! What the reference pages say of Python, and of what is nearest to it in tokio.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::time::timeout;

/// The root of this repository. What else the tests of the book share needs mdBook, and this does not.
fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The version of the Python that is here, such as (3, 11).
fn python() -> Option<(u32, u32)> {
    let output = Command::new("python3").arg("--version").output().ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    version(said.strip_prefix("Python ")?)
}

/// The first two numbers of `3.11.7`, or of `3.11.`.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim().split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

/// The programs, each of which fails when what it says is not so.
fn programs() -> Vec<PathBuf> {
    let folder = repository().join("book/python");
    let entries = folder.read_dir().expect("book/python is there");
    let paths = entries.map(|entry| entry.expect("it can be listed").path());
    let mut programs: Vec<_> = paths
        .filter(|path| path.extension() == Some("py".as_ref()))
        .collect();
    programs.sort();
    programs
}

#[test]
fn python_does_what_the_pages_say() {
    let programs = programs();
    assert!(programs.len() > 5, "{programs:?}");
    let Some(found) = python() else {
        eprintln!("skipped: there is no python3 here");
        return;
    };
    let mut running = Vec::new();
    for program in programs {
        let text = fs::read_to_string(&program).expect("a program is text");
        let needs = text.split_once("\nNeeds Python ");
        let needs = needs.map(|(_, rest)| rest.lines().next().and_then(version));
        let needs = needs.map(|needs| needs.expect("it says which"));
        if let Some(needs) = needs.filter(|needs| *needs > found) {
            eprintln!("skipped: {} needs {needs:?}", program.display());
            continue;
        }
        // All at once: most of their time they wait.
        let child = Command::new("python3")
            .arg(&program)
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn();
        running.push((program, child.expect("python3 starts")));
    }
    for (program, child) in running {
        let output = child.wait_with_output().expect("it is our child");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}:\n{said}", program.display());
    }
}

#[tokio::test]
async fn what_was_set_is_seen_later_and_what_was_notified_to_all_is_not() {
    let (set, mut seen) = watch::channel(false);
    set.send(true).expect("somebody listens");
    seen.wait_for(|set| *set).await.expect("it is still there");
    let notify = Notify::new();
    notify.notify_waiters();
    let later = timeout(Duration::from_millis(50), notify.notified()).await;
    assert!(later.is_err(), "nobody waited then, and nobody is told now");
}
