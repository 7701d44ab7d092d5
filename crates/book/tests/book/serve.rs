//! The program, and the pages that it serves.

use crate::common::{Fixture, served};
use book::serve;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

/// How long a build may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_book"));
    command.args(arguments);
    command
}

fn ended(arguments: &[&str]) -> Output {
    program(arguments).output().expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Asks for a page, and returns all that is answered.
fn get(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("somebody listens");
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("it listens");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("it answers");
    text(&answer)
}

#[test]
fn a_wrong_argument_gets_one_line_and_status_2() {
    for wrong in [&["--port", "many"][..], &["--opne"], &["biuld"]] {
        let output = ended(wrong);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
        let complaint = text(&output.stderr);
        assert_eq!(complaint.lines().count(), 1, "{complaint}");
        assert!(complaint.starts_with("book: "), "{complaint}");
    }
}

#[test]
fn a_port_that_is_taken_gets_one_line_that_says_what_to_do() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = taken.local_addr().expect("it has one").port();
    let output = ended(&["--port", &port.to_string()]);
    assert_eq!(output.status.code(), Some(1));
    let complaint = format!(
        "book: port {port} is taken; choose another with --port, or --port 0 for any that is free\n"
    );
    assert_eq!(text(&output.stderr), complaint);
}

/// Ends the program when a test is done with it, however it ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_program_prints_its_address_and_serves_this_machine_only() {
    let mut child = program(&["--port", "0"]);
    let child = child.stdout(Stdio::piped()).spawn();
    let mut child = Running(child.expect("the program starts"));
    let stdout = child.0.stdout.take().expect("it is piped");
    let mut line = String::new();
    let read = BufReader::new(stdout).read_line(&mut line);
    read.expect("it prints");
    let address = line.trim().strip_prefix("The book is at http://");
    let address = address.and_then(|rest| rest.strip_suffix('/'));
    let address = address.unwrap_or_else(|| panic!("it prints {line}"));
    let address: SocketAddr = address.parse().expect("it is an address");
    assert!(address.ip().is_loopback(), "{address}");
    let page = get(address, "/03-semaphore.html");
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    assert!(page.contains("content-type: text/html"), "{page}");
    assert!(page.contains("three threads share one queue"), "{page}");
    let missing = get(address, "/no-such-page.html");
    assert!(missing.starts_with("HTTP/1.1 404"), "{missing}");
    assert!(missing.contains("Document not found"), "{missing}");
}

#[test]
fn a_change_is_built_and_told_to_open_pages() {
    let fixture = Fixture::new();
    let built = book::build(fixture.root(), None).expect("it is all right");
    let (tell, told) = mpsc::channel();
    let (router, reloader) = serve::router(&built);
    let watcher = serve::watch(fixture.root(), &built, reloader, move |result| {
        // The test may be over.
        let _ = tell.send(result);
    });
    let _watcher = watcher.expect("files are watched");
    let address = served(router);
    let page = get(address, "/welcome.html");
    assert!(page.contains("tower-livereload"), "{page}");

    fixture.welcome("It has changed.");
    let result = told.recv_timeout(PATIENCE).expect("it is built anew");
    assert_eq!(result, Ok(()));
    assert!(get(address, "/welcome.html").contains("It has changed."));

    // To build is to read, and to read is no change.
    let more = told.recv_timeout(Duration::from_secs(1));
    assert_eq!(more, Err(RecvTimeoutError::Timeout));

    fixture.welcome("{{#nothing}}");
    // A build may have seen the file half written; the last word counts.
    let mistakes = loop {
        let result = told.recv_timeout(PATIENCE).expect("it is built anew");
        if let Err(mistakes) = result {
            break mistakes.to_string();
        }
    };
    assert_eq!(mistakes, "book/src/welcome.md:5: unknown directive nothing");
    assert!(get(address, "/welcome.html").contains("It has changed."));
}
