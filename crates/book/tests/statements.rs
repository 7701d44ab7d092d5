//! What the pages say of Python and of tokio, where no run of a lesson shows it.

use std::fs;
use std::panic;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::task::{JoinSet, yield_now};
use tokio::time::{sleep, timeout};

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
async fn a_task_begins_at_the_next_await_without_being_awaited() {
    let begun = Arc::new(());
    let held = Arc::clone(&begun);
    let task = tokio::spawn(async move { drop(held) });
    assert_eq!(Arc::strong_count(&begun), 2, "nothing has run yet");
    yield_now().await;
    assert_eq!(Arc::strong_count(&begun), 1, "it has run");
    assert!(task.is_finished());
}

#[tokio::test]
async fn a_task_of_a_dropped_set_is_gone_when_the_runtime_has_next_run() {
    let owned = Arc::new(());
    for shut_down in [false, true] {
        let mut set = JoinSet::new();
        let held = Arc::clone(&owned);
        set.spawn(async move {
            sleep(Duration::from_secs(60)).await;
            drop(held);
        });
        yield_now().await;
        match shut_down {
            true => set.shutdown().await,
            false => {
                drop(set);
                assert_eq!(Arc::strong_count(&owned), 2, "it is still there");
                yield_now().await;
            }
        }
        assert_eq!(Arc::strong_count(&owned), 1, "it is gone");
    }
}

#[tokio::test]
async fn a_call_that_blocks_is_not_aborted() {
    let (tell, told) = std::sync::mpsc::channel();
    let (begun, begins) = tokio::sync::oneshot::channel();
    let mut set = JoinSet::new();
    set.spawn_blocking(move || {
        begun.send(()).expect("somebody waits for it");
        std::thread::sleep(Duration::from_millis(200));
        tell.send("went on").expect("somebody waits for it");
    });
    begins.await.expect("it begins");
    set.abort_all();
    drop(set);
    assert_eq!(told.recv_timeout(Duration::from_secs(20)), Ok("went on"));
}

#[tokio::main(flavor = "current_thread")]
async fn starts_a_runtime() {}

#[test]
fn a_function_that_starts_a_runtime_panics_in_async_code() {
    starts_a_runtime();
    let inside = || {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        let runtime = runtime.expect("it needs nothing special");
        runtime.block_on(async { starts_a_runtime() });
    };
    let panicked = panic::catch_unwind(inside).expect_err("it panics");
    let said = panicked.downcast_ref::<&str>().copied();
    let said = said.or_else(|| panicked.downcast_ref::<String>().map(String::as_str));
    let said = said.unwrap_or_default();
    let expected = "Cannot start a runtime from within a runtime";
    assert!(said.starts_with(expected), "{said}");
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
