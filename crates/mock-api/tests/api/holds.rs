//! What holds the server: bounds, and clients that do not do their part.

use crate::common::http::{Connection, post, question};
use crate::common::{SOON, count, is_connection, never, wait_until};
use mock_api::{Delay, MockApi, Reply, Script, Why};
use std::io::Write;
use std::thread;
use std::time::Duration;
use timeline::{TICK, What};

fn start(script: Script) -> MockApi {
    MockApi::start(script).expect("there is a free port")
}

/// Waits for so many ends of connections and returns why they came.
fn reasons(api: &MockApi, number: usize) -> Vec<Why> {
    wait_until(|| api.closings().len() >= number);
    api.closings().iter().map(|closing| closing.why).collect()
}

/// A prompt whose answer is more than the systems at both ends take without a reader.
fn long() -> String {
    "x".repeat(900_000)
}

#[test]
fn who_never_reads_is_let_go_and_holds_nobody_up() {
    let patience = Duration::from_secs(2);
    let api = start(Script::new().patience(patience));
    let request = &post(question(&long()));
    let mut deaf: Vec<_> = (0..3).map(|_| Connection::open(api.address())).collect();
    thread::scope(|scope| {
        for connection in &mut deaf {
            // Several answers, of which the system keeps the first ones for it. To send fails when
            // the server has had enough.
            scope.spawn(|| while connection.send(request).is_ok() {});
        }
        let mut other = Connection::open(api.address());
        while api.closings().is_empty() {
            assert_eq!(other.ask("x").status, 200);
        }
    });
    wait_until(|| api.closings().len() > deaf.len());
    let mut reasons = reasons(&api, deaf.len() + 1);
    reasons.retain(|why| *why != Why::Client);
    assert_eq!(reasons, vec![Why::NeverRead; deaf.len()]);
    assert_eq!(api.remarks().never_read, deaf.len() as u64);
    assert_eq!(api.in_flight(), 0);
}

#[test]
fn who_reads_slowly_gets_all_of_a_long_answer() {
    let api = start(Script::new().patience(Duration::from_millis(500)));
    let request = post(question(&long())).repeat(8);
    let mut slow = Connection::open(api.address());
    // The server answers as it reads: both at once, or both would wait.
    thread::scope(|scope| {
        let mut writer = slow.another_hand();
        scope.spawn(move || writer.write_all(&request));
        for _ in 0..8 {
            thread::sleep(TICK);
            let response = slow.response().expect("it is not cut off");
            let response = response.unwrap_or_else(|| panic!("{:?}", api.closings()));
            assert_eq!(response.status, 200);
        }
    });
    assert_eq!(api.closings(), []);
}

#[test]
fn connections_above_the_bound_wait_for_their_turn() {
    let api = start(Script::new().connections_at_most(2));
    let mut first = [(); 2].map(|()| Connection::open(api.address()));
    for connection in &mut first {
        assert_eq!(connection.ask("x").status, 200);
    }
    let mut third = Connection::open(api.address());
    let sent = third.send(post(question("y")));
    sent.expect("the system takes it for the server");
    wait_until(|| api.remarks().full == Some(2));
    assert_eq!(api.tally().connections, 2);
    drop(first);
    let response = third.response().expect("the server answers");
    assert_eq!(response.expect("it does not hang up").status, 200);
    let told = api.remarks().told();
    assert!(
        told[0].starts_with("2 connections are open, the most"),
        "{told:?}"
    );
}

#[test]
fn bodies_above_the_bound_are_refused_until_others_are_answered() {
    let script = Script::new().bytes_at_most(1_000_000);
    let api = start(script.reply(long(), never()));
    let mut holder = Connection::open(api.address());
    holder
        .send(post(question(&long())))
        .expect("the server reads");
    wait_until(|| api.in_flight() == 1);
    let mut other = Connection::open(api.address());
    let large = "y".repeat(200_000);
    let refused = other.ask(&large);
    assert_eq!(refused.status, 503);
    let message = refused.error()["message"].to_string();
    assert!(message.contains("no room"), "{message}");
    assert_eq!(other.ask("small").status, 200);
    assert_eq!(api.remarks().no_room, 1);
    // Its client gives up: there is room again.
    drop(holder);
    assert!(api.wait_until_idle(SOON));
    wait_until(|| other.ask(&large).status == 200);
}

#[test]
fn a_log_that_is_full_keeps_the_figures() {
    const KEPT: usize = 1000;
    const ASKED: u64 = 3000;
    let api = start(Script::new().events_at_most(KEPT));
    assert_eq!(api.news(), []);
    let mut connection = Connection::open(api.address());
    for _ in 0..ASKED {
        assert_eq!(connection.ask("x").status, 200);
    }
    let news = api.news();
    let arrivals = count(&news, |what| matches!(what, What::Arrived { .. }));
    assert_eq!(
        arrivals as u64, ASKED,
        "who asks for news is told all of it"
    );
    let seen = api.finish();
    // One end more than there is room for, of a request whose arrival was kept.
    assert!(
        (KEPT..=KEPT + 1).contains(&seen.events.len()),
        "{}",
        seen.events.len()
    );
    let arrived = count(&seen.events, |what| matches!(what, What::Arrived { .. }));
    let answered = count(&seen.events, |what| matches!(what, What::Answered { .. }));
    assert_eq!(arrived, answered);
    assert_eq!(seen.notes.len(), arrived);
    assert_eq!(seen.left_out(), ASKED - arrived as u64);
    assert_eq!(seen.tally.requests, ASKED);
    assert_eq!(seen.tally.answered, [(200, ASKED)].into());
    assert_eq!(seen.most_in_flight(), 1);
    assert_eq!(seen.latencies.number(), ASKED);
    let told = seen.remarks.told();
    assert!(
        told[0].contains(&format!("last {} requests", seen.left_out())),
        "{told:?}"
    );
}

#[test]
fn latencies_are_those_that_the_script_says() {
    let api = start(Script::new().reply("slow", Reply::ok().after(3)));
    let mut connection = Connection::open(api.address());
    for prompt in ["at once", "at once", "at once", "slow"] {
        assert_eq!(connection.ask(prompt).status, 200);
    }
    let seen = api.finish();
    let quantile = |share| seen.latencies.quantile(share).expect("four were answered");
    assert!(quantile(0.75) < TICK, "{:?}", quantile(0.75));
    assert!(quantile(0.9) >= 2 * TICK, "{:?}", quantile(0.9));
}

#[test]
fn what_is_no_request_is_told_for_what_it_is() {
    let api = start(Script::new().patience(Duration::from_millis(300)));
    let hello = [&[0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3][..], &[0; 506]].concat();
    for bytes in [
        &hello[..],
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0",
        b"hello?\r\n\r\n",
        b"POST /v1/chat/comple",
    ] {
        let before = api.closings().len();
        let mut connection = Connection::open(api.address());
        connection.send(bytes).expect("the server reads");
        // It is answered 400, or just closed.
        let _ = connection.response();
        reasons(&api, before + 1);
    }
    let expected = [Why::Tls, Why::Http2, Why::BadHead, Why::SlowHead];
    assert_eq!(reasons(&api, 4), expected);
    let remarks = api.remarks();
    let counted = [
        remarks.tls,
        remarks.http2,
        remarks.bad_heads,
        remarks.slow_heads,
    ];
    assert_eq!(counted, [1; 4]);
    assert_eq!(remarks.told().len(), 4);
    let events = api.stop();
    assert_eq!(
        count(&events, is_connection),
        events.len(),
        "none of it was a request"
    );
}

#[test]
fn a_usual_client_is_nothing_to_remark() {
    let script = Script::new().reply("stalls", Reply::ok().stalling(Delay::Ticks(1)));
    let api = start(script);
    let mut connection = Connection::open(api.address());
    assert_eq!(connection.ask("x").status, 200);
    assert_eq!(connection.ask("stalls").status, 200);
    assert_eq!(connection.exchange(post("not JSON")).status, 400);
    drop(connection);
    assert_eq!(reasons(&api, 1), [Why::Client]);
    assert_eq!(api.remarks().told(), [""; 0]);
}
