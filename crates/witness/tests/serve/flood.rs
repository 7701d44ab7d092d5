//! Ten thousand requests in flight at once, from another process.

use crate::common::program::{Program, figure, mock_api, with_open_files};
use escargot::CargoBuild;
use nix::sys::signal::Signal;
use serde_json::Value;
use std::io::Write;
use std::process::Command;

const REQUESTS: u64 = 10_000;
const OPEN_FILES: u32 = 20_000;

/// Long enough to send all requests before the first is answered, on a slow machine too.
const LATENCY: &str = "12s";

/// The load client. It is built here, because cargo does not build examples for every way to run
/// a test.
fn load_client() -> Command {
    let build = CargoBuild::new().package("witness").example("flood");
    let client = build.run();
    client.expect("the load client builds").command()
}

fn may_open_enough_files() -> bool {
    let mut shell = with_open_files(OPEN_FILES, &Command::new("true"));
    shell.status().is_ok_and(|status| status.success())
}

#[test]
fn ten_thousand_requests_in_flight_are_all_answered_and_noted() {
    if !may_open_enough_files() {
        // Not `println`, which is not shown for a test that passes.
        let why = "skipped: this system allows fewer than 20000 open files a process";
        writeln!(std::io::stderr(), "{why}").expect("a test has a standard error");
        return;
    }
    let mut client = load_client();
    let server = mock_api(&["--port", "0", "--latency", LATENCY]);
    let program = Program::start(&mut with_open_files(OPEN_FILES, &server));
    client.args(["--url", &program.url, "--latency", LATENCY]);
    client.args(["--requests", &REQUESTS.to_string()]);
    let output = with_open_files(OPEN_FILES, &client).output();
    let output = output.expect("there is a shell");
    let ended = program.signal(Signal::SIGINT);
    let told = String::from_utf8_lossy(&output.stdout);
    let told: Value = serde_json::from_str(&told).expect("it tells what it saw in JSON");
    assert_eq!(told["first_failure"], Value::Null, "{told}");
    assert_eq!(told["answered"], REQUESTS, "{told}");
    let report = &ended.stdout;
    for wanted in ["requests", "answered 200", "most in flight", "connections"] {
        assert_eq!(
            figure(report, wanted),
            Some(REQUESTS),
            "{wanted}: {report}{}",
            ended.stderr
        );
    }
}
