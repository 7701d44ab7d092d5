//! The program among signals, pipes and limits, which Windows has in other forms.

use crate::common::http::{Connection, post, question};
use crate::common::program::{Program, figure, mock_api, with_open_files};
use nix::sys::signal::Signal;
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

const AT_ONCE: [&str; 4] = ["--port", "0", "--latency", "0ms"];

#[test]
fn it_stops_when_asked_and_tells_what_it_saw() {
    for signal in [Signal::SIGINT, Signal::SIGTERM] {
        let program = Program::start(&mut mock_api(&AT_ONCE));
        let mut connection = Connection::open(program.address());
        for prompt in ["article 1", "article 2", "article 1"] {
            assert_eq!(connection.ask(prompt).status, 200);
        }
        assert_eq!(connection.exchange(post("not JSON")).status, 400);
        let ended = program.signal(signal);
        assert_eq!(ended.status.code(), Some(0), "{ended:?}");
        assert_eq!(ended.stderr, "");
        let report = &ended.stdout;
        assert!(report.contains("  article 1  "), "{report}");
        assert_eq!(figure(report, "requests"), Some(4), "{report}");
        assert_eq!(figure(report, "answered 200"), Some(3), "{report}");
        assert_eq!(figure(report, "answered 400"), Some(1), "{report}");
        assert_eq!(figure(report, "most in flight"), Some(1), "{report}");
        assert_eq!(figure(report, "connections"), Some(1), "{report}");
    }
}

#[test]
fn it_stops_at_once_with_requests_in_flight() {
    let program = Program::start(&mut mock_api(&["--port", "0", "--latency", "1h"]));
    let mut clients: Vec<_> = (0..3)
        .map(|_| Connection::open(program.address()))
        .collect();
    for client in &mut clients {
        let sent = client.send(post(question("x")));
        sent.expect("the server reads");
    }
    // An answer to another request on a later connection: those before it have arrived.
    let mut last = Connection::open(program.address());
    assert_eq!(last.exchange(post("not JSON")).status, 400);
    let start = Instant::now();
    let ended = program.signal(Signal::SIGINT);
    assert!(start.elapsed() < Duration::from_secs(2));
    assert_eq!(ended.status.code(), Some(0), "{ended:?}");
    let report = &ended.stdout;
    assert_eq!(figure(report, "still in flight"), Some(3), "{report}");
    assert_eq!(figure(report, "most in flight"), Some(4), "{report}");
    assert_eq!(figure(report, "abandoned"), None, "{report}");
}

#[test]
fn a_server_that_nobody_asked_says_so() {
    let program = Program::start(&mut mock_api(&AT_ONCE));
    let ended = program.signal(Signal::SIGINT);
    assert!(
        ended.stdout.ends_with("Nobody connected.\n"),
        "{}",
        ended.stdout
    );
}

#[test]
fn its_report_is_plain_where_the_locale_is() {
    let program = Program::start(mock_api(&AT_ONCE).env("LC_ALL", "C"));
    Connection::open(program.address()).ask("article 1");
    let ended = program.signal(Signal::SIGINT);
    assert!(ended.stdout.contains("article 1"), "{}", ended.stdout);
    assert!(ended.stdout.is_ascii(), "{}", ended.stdout);
}

#[test]
fn it_serves_on_when_nobody_reads_what_it_prints() {
    let mut program = Program::start(&mut mock_api(&AT_ONCE));
    program.stop_reading();
    for _ in 0..3 {
        let mut connection = Connection::open(program.address());
        assert_eq!(connection.ask("x").status, 200);
    }
    let ended = program.signal(Signal::SIGINT);
    assert_eq!(ended.status.code(), Some(0), "{ended:?}");
    assert_eq!(ended.stderr, "");
}

#[test]
fn it_starts_and_stops_without_anywhere_to_print() {
    let free = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let address = free.local_addr().expect("it has an address");
    drop(free);
    let port = address.port().to_string();
    let mut command = std::process::Command::new("sh");
    let program = env!("CARGO_BIN_EXE_witness");
    command.args([
        "-c",
        "exec \"$0\" serve --port \"$1\" --latency 0ms >&- 2>&-",
    ]);
    let child = command.args([program, &port]).spawn();
    let program = Program::silent(child.expect("there is a shell"), address);
    while std::net::TcpStream::connect(address).is_err() {
        thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(Connection::open(address).ask("x").status, 200);
    let ended = program.signal(Signal::SIGTERM);
    assert_eq!(ended.status.code(), Some(0), "{ended:?}");
}

#[test]
fn more_clients_than_it_may_open_files_wait_for_their_turn() {
    const CLIENTS: usize = 200;
    let command = mock_api(&["--port", "0", "--latency", "50ms"]);
    let program = Program::start(&mut with_open_files(64, &command));
    let mut clients: Vec<_> = (0..CLIENTS)
        .map(|_| Connection::open(program.address()))
        .collect();
    for client in &mut clients {
        let sent = client.send(post(question("x")));
        sent.expect("the system takes it for the server");
    }
    for mut client in clients {
        let response = client.response().expect("the server answers");
        let response = response.expect("the server does not hang up");
        assert_eq!(response.status, 200);
        // Dropped here, it makes room for another one.
    }
    let ended = program.signal(Signal::SIGINT);
    assert_eq!(ended.status.code(), Some(0), "{ended:?}");
    let complaint = &ended.stderr;
    assert_eq!(complaint.lines().count(), 1, "{complaint}");
    assert!(complaint.contains("wait until others are closed"));
    let answered = figure(&ended.stdout, "answered 200");
    assert_eq!(answered, Some(CLIENTS as u64), "{}", ended.stdout);
}
