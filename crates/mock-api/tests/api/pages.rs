//! Pages beside the API: nobody who looks at one is a client.

use crate::common::http::{Connection, post, question};
use crate::common::{count, is_connection, wait_until};
use mock_api::{Delay, MockApi, Page, Script};
use std::sync::Arc;
use std::time::{Duration, Instant};
use timeline::{Event, What};

const PAGE: &str = "GET / HTTP/1.1\r\nHost: mock\r\n\r\n";

fn start_with(script: Script) -> MockApi {
    let find = |path: &str| (path == "/").then(|| Page::whole("text/plain", "a page"));
    let api = MockApi::start_with(([127, 0, 0, 1], 0).into(), script, find);
    api.expect("there is a free port")
}

fn labels(events: &[Event]) -> Vec<&str> {
    let label = |event| match event {
        &Event {
            what: What::Arrived { ref label, .. },
            ..
        } => Some(label.as_str()),
        _ => None,
    };
    events.iter().filter_map(label).collect()
}

#[test]
fn a_page_is_not_in_the_log() {
    let api = start_with(Script::new().api_key("secret"));
    let mut connection = Connection::open(api.address());
    let page = connection.exchange(PAGE);
    assert_eq!(page.status, 200);
    assert_eq!(page.body, b"a page");
    assert_eq!(page.header("content-type"), Some("text/plain"));
    drop(connection);
    assert_eq!(api.tally(), mock_api::Tally::default());
    assert_eq!(api.origin(), None);
    assert_eq!(api.stop(), []);
}

#[test]
fn what_is_no_page_is_the_apis() {
    let api = start_with(Script::new());
    let mut connection = Connection::open(api.address());
    connection.exchange(PAGE);
    assert_eq!(connection.ask("hello").status, 200);
    connection.exchange(PAGE);
    let nowhere = "GET /nowhere HTTP/1.1\r\nHost: mock\r\n\r\n";
    assert_eq!(connection.exchange(nowhere).status, 404);
    let posted = "POST / HTTP/1.1\r\nHost: mock\r\nContent-Length: 0\r\n\r\n";
    assert_eq!(connection.exchange(posted).status, 404);
    let events = api.stop();
    assert_eq!(labels(&events), ["hello", "GET /nowhere", "POST /"]);
    assert_eq!(count(&events, is_connection), 1);
}

#[test]
fn without_pages_their_paths_are_the_apis() {
    let api = MockApi::start(Script::new()).expect("there is a free port");
    let mut connection = Connection::open(api.address());
    assert_eq!(connection.exchange(PAGE).status, 404);
    assert_eq!(labels(&api.stop()), ["GET /"]);
}

#[test]
fn a_connection_is_noted_once_it_has_something_to_say() {
    let api = start_with(Script::new());
    let _silent = Connection::open(api.address());
    let mut other = Connection::open(api.address());
    let sent = other.send("this is no HTTP\r\n\r\n");
    sent.expect("the server reads");
    wait_until(|| api.tally().connections == 1);
    Connection::open(api.address()).ask("hello");
    assert_eq!(count(&api.stop(), is_connection), 2);
}

#[test]
fn who_looks_at_a_page_is_let_go_when_idle_and_is_no_remark() {
    let patience = Duration::from_millis(300);
    let api = start_with(Script::new().patience(patience));
    let mut silent = Connection::open(api.address());
    let mut browser = Connection::open(api.address());
    assert_eq!(browser.exchange(PAGE).status, 200);
    for connection in [&mut silent, &mut browser] {
        let end = connection.response().expect("it is closed in order");
        assert!(end.is_none(), "there is nothing to answer");
    }
    let mut tls = Connection::open(api.address());
    tls.send([&[0x16, 3, 1, 0, 200, 1][..], &[0; 199]].concat())
        .expect("the server reads");
    wait_until(|| api.remarks().tls == 1);
    let seen = api.finish();
    assert_eq!(seen.closings.len(), 1);
    assert_eq!(count(&seen.events, is_connection), 1);
}

#[test]
fn a_connection_costs_its_first_request_what_it_costs() {
    let cost = Duration::from_secs(1);
    let api = start_with(Script::new().connection_cost(Delay::Exact(cost)));
    let mut connection = Connection::open(api.address());
    let start = Instant::now();
    connection.exchange(PAGE);
    let page = start.elapsed();
    assert!(page < cost, "a page took {page:?}");
    let start = Instant::now();
    connection.ask("first");
    assert!(start.elapsed() >= cost);
    let start = Instant::now();
    connection.ask("second");
    assert!(start.elapsed() < cost);
}

/// One part of a body that comes in chunks.
fn chunk(connection: &mut Connection, text: &str) {
    let sent = format!("{:X}\r\n{text}\r\n", text.len());
    let read = connection.read(sent.len());
    assert_eq!(String::from_utf8_lossy(&read), sent);
}

#[test]
fn a_stream_sends_what_is_new_until_it_ends() {
    let find = |_: &str| {
        let mut parts = ["one", "", "two"].into_iter();
        let next = move || parts.next().map(str::to_owned);
        Some(Page::stream(
            "text/event-stream",
            Duration::from_millis(5),
            next,
        ))
    };
    let api = MockApi::start_with(([127, 0, 0, 1], 0).into(), Script::new(), find);
    let api = api.expect("there is a free port");
    let mut connection = Connection::open(api.address());
    connection.send(PAGE).expect("the server reads");
    let head = connection.head().expect("it answers").expect("it stays");
    assert!(head.contains("text/event-stream"), "{head}");
    chunk(&mut connection, "one");
    chunk(&mut connection, "two");
    chunk(&mut connection, "");
}

#[test]
fn a_stream_ends_with_its_reader_and_the_api_answers_meanwhile() {
    let there = Arc::new(());
    let find = {
        let there = Arc::clone(&there);
        move |_: &str| {
            let there = Arc::clone(&there);
            let next = move || Some(format!("{}", Arc::strong_count(&there).min(9)));
            let every = Duration::from_millis(5);
            Some(Page::stream("text/plain", every, next))
        }
    };
    let api = MockApi::start_with(([127, 0, 0, 1], 0).into(), Script::new(), find);
    let api = api.expect("there is a free port");
    let mut reader = Connection::open(api.address());
    reader.send(PAGE).expect("the server reads");
    reader.head().expect("it answers");
    assert_eq!(Arc::strong_count(&there), 3);
    let mut client = Connection::open(api.address());
    client.send(post(question("hello"))).expect("it reads");
    let answer = client.response().expect("it answers");
    assert_eq!(answer.expect("it stays").status, 200);
    drop(reader);
    wait_until(|| Arc::strong_count(&there) == 2);
}

#[test]
fn news_are_told_once() {
    let api = start_with(Script::new());
    let mut connection = Connection::open(api.address());
    connection.ask("before");
    let news = api.news();
    assert_eq!(labels(&news), ["before"]);
    assert_eq!(news.len(), 3, "a connection, an arrival and an answer");
    assert_eq!(api.news(), []);
    connection.ask("after");
    assert_eq!(labels(&api.news()), ["after"]);
    assert_eq!(api.news(), []);
    assert_eq!(labels(&api.stop()), ["before", "after"]);
}
