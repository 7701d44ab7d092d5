//! What happens to a task whose set is dropped, aborted or shut down.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::Duration;
use tokio::task::{JoinSet, yield_now};
use tokio::time::sleep;

/// Tells when what it belongs to is gone.
struct Guard(Arc<AtomicBool>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.store(true, SeqCst);
    }
}

/// A set with one task that has begun to sleep, and whether that task is gone.
async fn sleeping() -> (JoinSet<()>, Arc<AtomicBool>) {
    let gone = Arc::new(AtomicBool::new(false));
    let guard = Guard(Arc::clone(&gone));
    let mut set = JoinSet::new();
    set.spawn(async move {
        let _guard = guard;
        sleep(Duration::from_secs(60)).await;
    });
    yield_now().await;
    (set, gone)
}

#[tokio::test]
async fn a_task_of_a_dropped_set_is_gone_when_the_runtime_has_run() {
    let (set, gone) = sleeping().await;
    drop(set);
    assert!(!gone.load(SeqCst));
    yield_now().await;
    assert!(gone.load(SeqCst));
}

#[tokio::test]
async fn whoever_awaits_shutdown_knows_that_it_is_gone() {
    let (mut set, gone) = sleeping().await;
    set.shutdown().await;
    assert!(gone.load(SeqCst));
}

#[tokio::test]
async fn what_blocks_a_thread_is_not_aborted() {
    let ended = Arc::new(AtomicBool::new(false));
    let guard = Guard(Arc::clone(&ended));
    let (began, has_begun) = std::sync::mpsc::channel();
    let mut set = JoinSet::new();
    set.spawn_blocking(move || {
        let _guard = guard;
        // The test may be over.
        let _ = began.send(());
        std::thread::sleep(Duration::from_millis(100));
    });
    has_begun.recv().expect("it begins");
    set.shutdown().await;
    // To shut down has waited for it: it ran to its end.
    assert!(ended.load(SeqCst));
}

#[tokio::test]
async fn a_spawned_task_does_not_run_before_the_next_await() {
    let (set, gone) = {
        let gone = Arc::new(AtomicBool::new(false));
        let guard = Guard(Arc::clone(&gone));
        let mut set = JoinSet::new();
        set.spawn(async move { drop(guard) });
        (set, gone)
    };
    assert!(!gone.load(SeqCst), "the thread has not been given away yet");
    yield_now().await;
    assert!(gone.load(SeqCst), "nobody awaited it, and it ran");
    drop(set);
}
