//! Bad input gets a 4xx or a closed connection, and never a panic.

mod cases;
#[path = "../common/mod.rs"]
mod common;
mod oracle;

use cases::{Case, Expected};
use common::SOON;
use common::http::{Connection, post, question};
use mock_api::{MockApi, Script};
use std::io::{Error, ErrorKind};
use std::ops::Range;
use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const CASES: u64 = 12_000;
const CLIENTS: u64 = 4;

/// The server's runtime catches a panic in the task of a connection. It must not have one.
static SERVER_PANICS: AtomicUsize = AtomicUsize::new(0);

fn count_server_panics() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if thread::current().name() == Some("mock-api") {
            SERVER_PANICS.fetch_add(1, Ordering::SeqCst);
        }
        usual(info);
    }));
}

/// Sends a case and says what is wrong with what came back, if anything is.
fn play(api: &MockApi, case: &Case) -> Result<(), String> {
    let mut connection = Connection::open(api.address());
    let sent = connection.send(&case.bytes);
    match &case.expected {
        Expected::Statuses(statuses) => {
            sent.map_err(|error| format!("not read: {error}"))?;
            for expected in statuses {
                let response = connection.response().map_err(|error| error.to_string())?;
                let status = response.ok_or("closed")?.status;
                if status != *expected {
                    return Err(format!("answered {status} for {expected}"));
                }
            }
            Ok(())
        }
        Expected::Refused => refused(&mut connection, 400..500),
        Expected::NoFault => refused(&mut connection, 100..500),
        Expected::Gone => Ok(()),
    }
}

/// Nothing more is sent: an answer comes, or the connection is closed. Whether our last bytes were
/// read does not matter, the server may have seen enough.
fn refused(connection: &mut Connection, statuses: Range<u16>) -> Result<(), String> {
    connection.finish();
    match connection.response() {
        Ok(Some(response)) if !statuses.contains(&response.status) => {
            Err(format!("answered {}", response.status))
        }
        Err(error) if timed_out(&error) => Err("neither answered nor closed".to_owned()),
        // Closed in order, or reset with something of ours unread.
        Ok(_) | Err(_) => Ok(()),
    }
}

fn timed_out(error: &Error) -> bool {
    // Which of them a system says depends on the system.
    [ErrorKind::WouldBlock, ErrorKind::TimedOut].contains(&error.kind())
}

#[test]
fn no_input_brings_it_down() {
    count_server_panics();
    let api = MockApi::start(Script::new()).expect("there is a free port");
    thread::scope(|scope| {
        for client in 0..CLIENTS {
            let api = &api;
            scope.spawn(move || {
                for seed in (client..CASES).step_by(CLIENTS as usize) {
                    let case = Case::generate(seed);
                    if let Err(wrong) = play(api, &case) {
                        let bytes = &case.bytes[..case.bytes.len().min(600)];
                        let input = String::from_utf8_lossy(bytes);
                        panic!("case {seed}, {}: {wrong}\n{input}", case.kind);
                    }
                }
            });
        }
    });
    assert_eq!(Connection::open(api.address()).ask("x").status, 200);
    assert!(api.wait_until_idle(SOON), "requests were left behind");
    assert_eq!(SERVER_PANICS.load(Ordering::SeqCst), 0);
}

#[test]
fn every_kind_of_input_is_tried() {
    let mut kinds = std::collections::BTreeMap::new();
    for seed in 0..CASES {
        *kinds.entry(Case::generate(seed).kind).or_insert(0) += 1;
    }
    assert_eq!(kinds.len(), cases::KINDS.len(), "{kinds:?}");
}

#[test]
fn slow_senders_are_let_go_and_hold_nobody_up() {
    let patience = Duration::from_millis(500);
    let api = MockApi::start(Script::new().patience(patience)).expect("there is a free port");
    let request = post(question("slow"));
    let body = request.len() - question("slow").len();
    // In the request line, in a header, after the head, in the body.
    let stops = [3, 40, body, request.len() - 1];
    thread::scope(|scope| {
        for stop in stops {
            let (api, request) = (&api, &request);
            scope.spawn(move || {
                let mut connection = Connection::open(api.address());
                // A byte at a time at first, and then no more.
                for byte in &request[..stop] {
                    // It fails when the machine was slower than the server's patience: that is
                    // what this is about.
                    if connection.send([*byte]).is_err() {
                        break;
                    }
                }
                let start = Instant::now();
                match connection.response() {
                    Ok(Some(response)) => assert_eq!(response.status, 408),
                    Ok(None) => {}
                    Err(error) => assert!(!timed_out(&error), "{error}"),
                }
                assert!(start.elapsed() < SOON);
            });
        }
        let others = Instant::now();
        while others.elapsed() < patience {
            assert_eq!(Connection::open(api.address()).ask("x").status, 200);
        }
    });
}
