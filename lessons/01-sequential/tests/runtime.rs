//! A function that starts a runtime is for code that is not async.

use lesson_1::asynchronous::summarise;
use std::panic::catch_unwind;

#[test]
fn blocking_code_can_call_it_on_any_thread() {
    let nothing = || summarise("http://127.0.0.1:1", &[]).map(|summaries| summaries.len());
    let thread = std::thread::spawn(nothing);
    let [here, there] = [nothing(), thread.join().expect("it does not panic")];
    assert_eq!([here, there], [Ok(0), Ok(0)]);
}

#[tokio::test]
async fn called_where_a_runtime_runs_it_panics() {
    let panic = catch_unwind(|| summarise("http://127.0.0.1:1", &[]));
    let panic = panic.expect_err("a runtime does not start within another");
    let said = panic.downcast_ref::<&str>().copied().unwrap_or_default();
    assert!(
        said.starts_with("Cannot start a runtime from within a runtime"),
        "{said}"
    );
}
