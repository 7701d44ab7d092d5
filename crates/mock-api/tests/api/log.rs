//! The log: what the server saw, in order and on its ticks.

use crate::common::http::{Connection, header, post, question};
use crate::common::steadily::steadily;
use crate::common::{SOON, answers, count, is_abandonment, is_connection, never, wait_until};
use mock_api::{Delay, MockApi, Reply, Script};
use std::thread;
use std::time::Duration;
use timeline::{Event, Outcome, Span, TICK, What, nearest_tick};

const OK: Outcome = Outcome::Answered(200);

fn start(script: Script) -> MockApi {
    MockApi::start(script).expect("there is a free port")
}

/// A client that has asked and not read the answer.
fn asking(api: &MockApi, prompt: &str) -> Connection {
    let mut connection = Connection::open(api.address());
    let sent = connection.send(post(question(prompt)));
    sent.expect("the server reads");
    connection
}

fn spans(timeline: &timeline::Timeline) -> Vec<(u32, Option<u32>, Outcome)> {
    let span = |span: &Span| (span.start, span.end, span.outcome);
    timeline.spans().map(span).collect()
}

#[test]
fn every_event_is_noted_in_order() {
    let api = start(Script::new().reply("two", Reply::status(503)));
    let mut connection = Connection::open(api.address());
    connection.ask("one");
    connection.ask("two");
    Connection::open(api.address()).ask("three");
    let events = api.stop();
    let connected = |connection| What::Connected { connection };
    let arrived = |request, connection, label: &str| What::Arrived {
        request,
        connection,
        client: 0,
        label: label.to_owned(),
    };
    let answered = |request, status| What::Answered {
        request,
        status,
        latency: Some(0),
    };
    let seen: Vec<What> = events.iter().map(|event| event.what.clone()).collect();
    let expected = [
        connected(0),
        arrived(0, 0, "one"),
        answered(0, 200),
        arrived(1, 0, "two"),
        answered(1, 503),
        connected(1),
        arrived(2, 1, "three"),
        answered(2, 200),
    ];
    assert_eq!(seen, expected);
    assert_eq!(events[0].at, Duration::ZERO);
    assert!(events.is_sorted_by_key(|event| event.at));
}

#[test]
fn a_client_is_told_apart_by_its_key_and_by_its_address_where_it_has_none() {
    let api = start(Script::new());
    let mut connection = Connection::open(api.address());
    let with_key = |key: &str| {
        let body = question("hello");
        format!(
            "POST /v1/chat/completions HTTP/1.1\r\nAuthorization: Bearer {key}\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    connection.exchange(with_key("sk-anna-0001"));
    connection.ask("hello");
    Connection::open(api.address()).exchange(with_key("sk-anna-0001"));
    connection.exchange(with_key("sk-ben-00002"));
    assert_eq!(api.clients(), ["…0001", "127.0.0.1", "…0002"]);
    let client = |event: Event| match event.what {
        What::Arrived { client, .. } => Some(client),
        _ => None,
    };
    let clients: Vec<u32> = api.stop().into_iter().filter_map(client).collect();
    assert_eq!(clients, [0, 1, 0, 2]);
}

#[test]
fn requests_that_are_no_chat_are_noted_by_their_path() {
    let api = start(Script::new());
    let mut connection = Connection::open(api.address());
    connection.exchange("GET /v1/models HTTP/1.1\r\nHost: mock\r\n\r\n");
    connection.exchange("GET /nowhere HTTP/1.1\r\nHost: mock\r\n\r\n");
    connection.exchange(post("not JSON"));
    let labels: Vec<String> = api.stop().into_iter().filter_map(label).collect();
    let expected = [
        "GET /v1/models",
        "GET /nowhere",
        "POST /v1/chat/completions",
    ];
    assert_eq!(labels, expected);
}

fn label(event: timeline::Event) -> Option<String> {
    match event.what {
        What::Arrived { label, .. } => Some(label),
        _ => None,
    }
}

#[test]
fn a_client_that_hangs_up_while_it_waits_is_noted() {
    for reply in [never(), Reply::ok().after(6000)] {
        let api = start(Script::new().otherwise(reply));
        let client = asking(&api, "x");
        wait_until(|| api.in_flight() == 1);
        drop(client);
        assert!(api.wait_until_idle(SOON), "the hang-up is not noticed");
        let events = api.stop();
        assert_eq!(count(&events, is_abandonment), 1);
        assert_eq!(answers(&events), []);
    }
}

#[test]
fn a_client_that_hangs_up_in_the_middle_of_a_body_is_noted() {
    let stalled = Reply::ok().stalling(Delay::Never);
    let api = start(Script::new().otherwise(stalled));
    let mut client = asking(&api, "x");
    let head = client.head().expect("the head comes at once");
    let head = head.expect("the server does not hang up");
    let length = header(&head, "content-length").expect("it says how long the body is");
    let length: usize = length.parse().expect("a length is a number");
    client.read(length / 2);
    assert_eq!(api.in_flight(), 1);
    drop(client);
    assert!(api.wait_until_idle(SOON), "the hang-up is not noticed");
    let events = api.stop();
    assert_eq!(count(&events, is_abandonment), 1);
    assert_eq!(answers(&events), []);
}

#[test]
fn a_client_that_breaks_off_its_request_is_none_in_flight() {
    let api = start(Script::new());
    let mut client = Connection::open(api.address());
    let whole = post(question("x"));
    let part = &whole[..whole.len() - 5];
    client.send(part).expect("the server reads");
    client.finish();
    // Whether it is told what was wrong or just let go, its request was never one.
    drop(client.response());
    assert_eq!(api.in_flight(), 0);
    assert!(
        answers(&api.stop())
            .iter()
            .all(|(status, _)| *status == 400)
    );
}

#[test]
fn a_server_that_stops_does_not_blame_its_clients() {
    let script = Script::new()
        .reply("waits", never())
        .reply("stalls", Reply::ok().stalling(Delay::Never));
    let api = start(script);
    let mut clients = ["waits", "stalls"].map(|prompt| asking(&api, prompt));
    wait_until(|| api.in_flight() == clients.len());
    let events = api.stop();
    assert_eq!(count(&events, is_connection), 2);
    assert_eq!(count(&events, is_abandonment), 0);
    assert_eq!(events.len(), 4, "two connections, two arrivals");
    // It has really stopped: the first client gets nothing.
    assert!(!matches!(clients[0].response(), Ok(Some(_))));
}

#[test]
fn no_answer_comes_before_its_tick() {
    let script = Script::new()
        .reply("two", Reply::ok().after(2))
        .reply("five", Reply::ok().after(2).stalling(Delay::Ticks(3)));
    let api = start(script);
    let mut connection = Connection::open(api.address());
    connection.ask("two");
    connection.ask("five");
    let events = api.stop();
    assert_eq!(answers(&events), [(200, Some(2)), (200, Some(5))]);
    let mut arrival = 0;
    for event in events {
        match event.what {
            What::Arrived { .. } => arrival = nearest_tick(event.at),
            What::Answered { latency, .. } => {
                let ticks = latency.expect("the script says so");
                assert!(event.at >= TICK * (arrival + ticks), "{event:?}");
            }
            _ => {}
        }
    }
}

#[test]
fn errors_do_not_add_up_along_a_chain() {
    let script = Script::new().otherwise(Reply::ok().after(1));
    let timeline = steadily(&script, |api| {
        let mut connection = Connection::open(api.address());
        for _ in 0..10 {
            connection.ask("link");
            // Ten of these would make a tick.
            thread::sleep(TICK / 10);
        }
    });
    let chain: Vec<_> = (0..10).map(|tick| (tick, Some(tick + 1), OK)).collect();
    assert_eq!(spans(&timeline), chain);
}

#[test]
fn a_stalled_body_is_one_span_as_long_as_both_waits() {
    let script = Script::new()
        .reply("stalled", Reply::ok().after(2).stalling(Delay::Ticks(3)))
        .otherwise(Reply::ok().after(1));
    let timeline = steadily(&script, |api| {
        let mut connection = Connection::open(api.address());
        connection.ask("stalled");
        connection.ask("next");
    });
    assert_eq!(spans(&timeline), [(0, Some(5), OK), (5, Some(6), OK)]);
}

#[test]
fn a_hang_up_falls_on_the_tick_of_the_client() {
    let script = Script::new().otherwise(never());
    let timeline = steadily(&script, |api| {
        let client = asking(api, "x");
        thread::sleep(TICK * 3);
        drop(client);
        assert!(api.wait_until_idle(SOON), "the hang-up is not noticed");
    });
    assert_eq!(spans(&timeline), [(0, Some(3), Outcome::Abandoned)]);
}

#[test]
fn a_latency_that_is_not_in_ticks_is_measured() {
    let exact = Delay::Exact(Duration::from_millis(150));
    let api = start(Script::new().otherwise(Reply::ok().delayed(exact)));
    Connection::open(api.address()).ask("x");
    let events = api.stop();
    assert_eq!(answers(&events), [(200, None)]);
    let [_, arrived, answered] = &events[..] else {
        panic!("three events: {events:?}");
    };
    assert!(answered.at - arrived.at >= Duration::from_millis(150));
}

/// The timer of tokio, which never fires early, would add a millisecond at least to every one.
#[test]
#[cfg(unix)]
fn a_latency_that_is_not_in_ticks_has_no_steps_of_a_millisecond() {
    const LATENCY: Duration = Duration::from_millis(10);
    let api = start(Script::new().otherwise(Reply::ok().delayed(Delay::Exact(LATENCY))));
    let mut connection = Connection::open(api.address());
    for _ in 0..20 {
        connection.ask("x");
    }
    let events = api.stop();
    let requests = events[1..].chunks(2);
    let late = requests.map(|pair| pair[1].at - pair[0].at - LATENCY);
    let least = late.min().expect("there are twenty");
    assert!(least < Duration::from_micros(900), "{least:?}");
}

#[test]
fn what_is_sent_again_is_known_and_how_long_it_was_asked_to_wait() {
    let refusal = Reply::status(429).retry_after(2);
    let api = start(Script::new().replies("busy", [refusal, Reply::ok()]));
    let mut connection = Connection::open(api.address());
    for prompt in ["busy", "free", "busy"] {
        connection.ask(prompt);
    }
    connection.exchange("GET /v1/models HTTP/1.1\r\n\r\n");
    let notes = api.finish().notes;
    assert_eq!(notes.len(), 4);
    assert_eq!(notes[0].body, notes[2].body);
    assert_ne!(notes[0].body, notes[1].body);
    assert_ne!(notes[1].body, notes[3].body);
    let waits: Vec<Option<u64>> = notes
        .iter()
        .map(|note| note.wait().map(|wait| wait.as_secs()))
        .collect();
    assert_eq!(waits, [Some(2), None, None, None]);
}
