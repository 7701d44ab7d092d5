//! The program among signals, pipes and limits, which Windows has in other forms.

use crate::common::http::{Connection, post, question};
use crate::common::program::{Program, figure, mock_api, with_open_files, with_usual_open_files};
use nix::sys::signal::Signal;
use std::io::Write;
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
    assert!(complaint.contains("All 64 files that this program may open are open"));
    assert!(complaint.contains("wait until others are closed"));
    assert!(complaint.contains("ulimit -n 4096"));
    let told = ended.stdout.replace('\n', " ");
    assert!(
        told.contains("All 64 files that this program may open"),
        "{told}"
    );
    let answered = figure(&ended.stdout, "answered 200");
    assert_eq!(answered, Some(CLIENTS as u64), "{}", ended.stdout);
}

/// A class of clients that keep their connections, with the limit that most systems begin with.
#[test]
fn more_clients_than_the_usual_limit_on_open_files_are_served_at_once() {
    const CLIENTS: usize = 1500;
    let may_open = rlimit::increase_nofile_limit(u64::MAX).expect("Unix has a limit");
    if may_open < 2 * CLIENTS as u64 {
        let why = format!("skipped: this system allows {may_open} open files a process");
        writeln!(std::io::stderr(), "{why}").expect("a test has a standard error");
        return;
    }
    let command = mock_api(&["--port", "0", "--latency", "500ms"]);
    let program = Program::start(&mut with_usual_open_files(1024, &command));
    let start = Instant::now();
    let mut clients: Vec<_> = (0..CLIENTS)
        .map(|_| Connection::open(program.address()))
        .collect();
    for client in &mut clients {
        client.send(post(question("x"))).expect("the server reads");
    }
    // Nobody leaves before the last one has its answer.
    for client in &mut clients {
        let response = client.response().expect("the server answers");
        assert_eq!(response.expect("it does not hang up").status, 200);
    }
    assert!(
        start.elapsed() < Duration::from_secs(10),
        "{:?}",
        start.elapsed()
    );
    let ended = program.signal(Signal::SIGINT);
    assert_eq!(ended.stderr, "");
    let served = figure(&ended.stdout, "connections");
    assert_eq!(served, Some(CLIENTS as u64), "{}", ended.stdout);
}

#[test]
fn who_speaks_tls_is_told_so_at_once_and_at_the_end() {
    let program = Program::start(&mut mock_api(&AT_ONCE));
    for _ in 0..2 {
        let mut client = Connection::open(program.address());
        let hello = [&[0x16, 3, 1, 0, 200, 1][..], &[0; 199]].concat();
        client.send(hello).expect("the server reads");
        let _ = client.response();
    }
    // Often enough to be watched: see `Stop`.
    thread::sleep(Duration::from_millis(600));
    let ended = program.signal(Signal::SIGINT);
    let hint = &ended.stderr;
    assert_eq!(hint.lines().count(), 1, "{hint}");
    assert!(hint.starts_with("witness: somebody speaks TLS"), "{hint}");
    let told = ended.stdout.replace('\n', " ");
    assert!(told.contains("2 connections spoke TLS"), "{told}");
    assert!(told.contains("use http:// and not https://"), "{told}");
}
