//! Who hears of a panic: whoever joins, and a hook. Where there is neither, standard error has a line, and
//! the program ends well.

use std::panic;
use std::process::Command;
use std::sync::Mutex;
use std::time::Duration;

/// Started again with this, the program has a task and a thread that panic, and nobody who joins them.
const INSIDE: &str = "PANIC_INSIDE";

#[tokio::main(flavor = "current_thread")]
async fn panic_unheard() {
    std::thread::spawn(|| panic!("in a thread"));
    tokio::spawn(async { panic!("in a task") });
    tokio::time::sleep(Duration::from_millis(100)).await;
    println!("it went on");
}

#[test]
fn a_panic_that_nobody_hears_leaves_a_line_and_a_good_end() {
    if std::env::var_os(INSIDE).is_some() {
        return panic_unheard();
    }
    let run = Command::new(std::env::current_exe().expect("it runs"))
        .args([
            "--exact",
            "a_panic_that_nobody_hears_leaves_a_line_and_a_good_end",
        ])
        .arg("--nocapture")
        .env(INSIDE, "yes")
        .output()
        .expect("it runs again");
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(
        said.contains("in a thread") && said.contains("in a task"),
        "{said}"
    );
    assert!(String::from_utf8_lossy(&run.stdout).contains("it went on"));
    assert!(run.status.success(), "{}", run.status);
}

#[test]
fn a_hook_hears_of_every_panic() {
    static HEARD: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let heard = || HEARD.lock().expect("nobody panics with it");
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let message = info.payload().downcast_ref::<&str>();
        HEARD
            .lock()
            .expect("nobody panics with it")
            .push(message.map_or_else(String::new, |text| (*text).to_owned()));
    }));
    panic_unheard();
    panic::set_hook(before);
    let heard = heard();
    // Other tests of this file panic meanwhile.
    for message in ["in a task", "in a thread"] {
        assert!(heard.iter().any(|text| text == message), "{heard:?}");
    }
}

#[tokio::test]
async fn whoever_joins_gets_the_panic() {
    let thread = std::thread::spawn(|| panic!("heard"));
    let payload = thread.join().expect_err("it has panicked");
    assert_eq!(payload.downcast_ref::<&str>(), Some(&"heard"));
    let task = tokio::spawn(async { panic!("heard") });
    let error = task.await.expect_err("it has panicked");
    assert!(error.is_panic());
    let mut set = tokio::task::JoinSet::new();
    set.spawn(async { panic!("heard") });
    let ended = set.join_next().await.expect("there is one");
    assert!(ended.is_err_and(|error| error.is_panic()));
}
