//! What an async call leaves to its runtime: to close a connection, and to look a name up.

use chat::Client;
use mock_api::{Delay, MockApi, Reply, Script};
use std::thread;
use std::time::Duration;
use timeline::What;
use tokio::time::timeout;

const MS: Duration = Duration::from_millis(1);

fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder
        .enable_all()
        .build()
        .expect("it needs nothing special")
}

#[test]
fn a_dropped_call_is_hung_up_when_the_runtime_next_runs() {
    let never = Reply::ok().delayed(Delay::Never);
    let api = MockApi::start(Script::new().otherwise(never)).expect("there is a free port");
    let runtime = runtime();
    let client = Client::new(&api.url());
    let result = runtime.block_on(async { timeout(300 * MS, client.ask("x")).await });
    assert!(result.is_err(), "it is never answered");
    // The call is gone, and nobody runs the task that has its connection.
    thread::sleep(200 * MS);
    assert_eq!(api.in_flight(), 1);
    runtime.block_on(async { tokio::time::sleep(10 * MS).await });
    assert!(api.wait_until_idle(5000 * MS), "it was never hung up");
    let last = api.stop().pop().expect("there are events");
    assert_eq!(last.what, What::Abandoned { request: 0 });
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_is_looked_up_on_another_thread_and_a_number_is_not() {
    let threads = || {
        let tasks = std::fs::read_dir("/proc/self/task").expect("Linux tells");
        let name = |task: std::io::Result<std::fs::DirEntry>| {
            std::fs::read_to_string(task.ok()?.path().join("comm")).ok()
        };
        let names = tasks.filter_map(name);
        names.filter(|name| name.starts_with("tokio")).count()
    };
    let api = MockApi::start(Script::new()).expect("there is a free port");
    let port = api.address().port();
    for (host, expected) in [("127.0.0.1", 0), ("localhost", 1)] {
        let runtime = runtime();
        let client = Client::new(&format!("http://{host}:{port}"));
        let answer = runtime.block_on(client.ask("x"));
        assert!(answer.is_ok(), "{answer:?}");
        assert_eq!(threads(), expected, "{host}");
    }
}
