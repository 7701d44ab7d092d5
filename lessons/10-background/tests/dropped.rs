//! What becomes of a task whose handle is dropped. It is another thing with each kind of handle.

use futures::FutureExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::Duration;
use tokio::task::{JoinSet, yield_now};
use tokio::time::sleep;

/// Work that notes when it has come to its end.
fn work() -> (impl Future<Output = ()> + Send + 'static, Arc<AtomicBool>) {
    let done = Arc::new(AtomicBool::new(false));
    let note = Arc::clone(&done);
    let work = async move {
        sleep(Duration::from_millis(10)).await;
        note.store(true, SeqCst);
    };
    (work, done)
}

/// Whether it has ended when there was time for it.
async fn ends(done: Arc<AtomicBool>) -> bool {
    sleep(Duration::from_millis(50)).await;
    done.load(SeqCst)
}

#[tokio::test]
async fn the_task_of_a_dropped_handle_of_tokio_runs_on() {
    let (work, done) = work();
    drop(tokio::spawn(work));
    assert!(ends(done).await);
}

#[tokio::test]
async fn the_tasks_of_a_dropped_set_are_aborted() {
    let (work, done) = work();
    let mut set = JoinSet::new();
    set.spawn(work);
    yield_now().await;
    drop(set);
    assert!(!ends(done).await);
}

/// As with a task of smol: who drops the handle cancels it.
#[tokio::test]
async fn the_task_of_a_dropped_remote_handle_is_cancelled() {
    let (work, done) = work();
    let (work, handle) = work.remote_handle();
    tokio::spawn(work);
    yield_now().await;
    drop(handle);
    assert!(!ends(done).await);
}

#[test]
fn the_thread_of_a_dropped_handle_runs_on() {
    let (tell, told) = std::sync::mpsc::channel();
    drop(std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(10));
        tell.send(())
    }));
    assert!(told.recv().is_ok());
}

/// A runtime that ends waits for what `spawn_blocking` has begun, and for no task.
#[test]
fn the_end_of_a_runtime_waits_for_closures_and_not_for_tasks() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build();
    let runtime = runtime.expect("the system has room for it");
    let (work, task) = work();
    let closure = Arc::new(AtomicBool::new(false));
    let note = Arc::clone(&closure);
    runtime.block_on(async {
        tokio::spawn(work);
        tokio::task::spawn_blocking(move || {
            std::thread::sleep(Duration::from_millis(50));
            note.store(true, SeqCst);
        });
        yield_now().await;
    });
    drop(runtime);
    assert!(closure.load(SeqCst));
    assert!(!task.load(SeqCst));
}
