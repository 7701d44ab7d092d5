//! Connections that the server closes: what a client's pool has to live with.

use crate::common::http::{Connection, post, question};
use crate::common::steadily::steadily;
use crate::common::{count, is_connection, wait_until};
use mock_api::{Closing, MockApi, Reply, Script, Why};
use std::sync::Mutex;
use std::thread;
use std::time::Duration;
use timeline::{TICK, What, nearest_tick};

fn start(script: Script) -> MockApi {
    MockApi::start(script).expect("there is a free port")
}

fn last_closing(api: &MockApi) -> Closing {
    wait_until(|| !api.closings().is_empty());
    *api.closings().last().expect("that was waited for")
}

/// Which connection carried which request.
fn carried(events: &[timeline::Event]) -> Vec<(u64, u64)> {
    let arrivals = events.iter().filter_map(|event| match event.what {
        What::Arrived {
            request,
            connection,
            ..
        } => Some((connection, request)),
        _ => None,
    });
    arrivals.collect()
}

#[test]
fn an_idle_connection_is_closed_on_its_tick() {
    let script = Script::new().idle_limit(3).otherwise(Reply::ok().after(1));
    let closed = Mutex::new(None);
    steadily(&script, |api| {
        let mut connection = Connection::open(api.address());
        assert_eq!(connection.ask("x").status, 200);
        // Used again before that, it lives on: answered at 1, asked at 2, answered at 3.
        thread::sleep(TICK);
        assert_eq!(connection.ask("y").status, 200);
        let end = connection.response().expect("it is closed in order");
        assert_eq!(end, None);
        *closed.lock().expect("no test panicked") = Some(last_closing(api));
    });
    let closed = closed.into_inner().expect("no test panicked");
    let closed = closed.expect("there was a scene");
    assert_eq!((closed.connection, closed.why), (0, Why::Idle));
    assert_eq!(nearest_tick(closed.at), 6);
}

#[test]
fn a_connection_that_waits_for_its_first_request_is_not_idle() {
    let api = start(Script::new().idle_limit(1));
    let mut connection = Connection::open(api.address());
    thread::sleep(3 * TICK);
    assert_eq!(connection.ask("x").status, 200);
}

#[test]
fn a_request_in_flight_is_not_idle() {
    let script = Script::new().idle_limit(1).otherwise(Reply::ok().after(4));
    let api = start(script);
    let mut connection = Connection::open(api.address());
    assert_eq!(connection.ask("x").status, 200);
    assert_eq!(last_closing(&api).why, Why::Idle);
}

#[test]
fn with_a_limit_of_0_every_answer_is_the_last_and_does_not_say_so() {
    let api = start(Script::new().idle_limit(0));
    for _ in 0..3 {
        let mut connection = Connection::open(api.address());
        let response = connection.ask("x");
        assert_eq!(response.status, 200);
        assert_eq!(response.header("connection"), None);
        assert_eq!(connection.response().expect("it is closed in order"), None);
    }
    wait_until(|| api.closings().len() == 3);
    assert!(
        api.closings()
            .iter()
            .all(|closing| closing.why == Why::Idle)
    );
    assert_eq!(carried(&api.stop()), [(0, 0), (1, 1), (2, 2)]);
}

#[test]
fn an_answer_that_closes_says_so() {
    let api = start(Script::new().reply("last", Reply::ok().closing()));
    let mut connection = Connection::open(api.address());
    assert_eq!(connection.ask("first").header("connection"), None);
    let last = connection.ask("last");
    assert_eq!(last.header("connection"), Some("close"));
    assert_eq!(connection.response().expect("it is closed in order"), None);
    assert_eq!(last_closing(&api).why, Why::Agreed);
    assert_eq!(carried(&api.stop()), [(0, 0), (0, 1)]);
}

#[test]
fn a_stale_connection_is_closed_when_the_next_request_is_on_its_way() {
    let api = start(Script::new().stale_after(2));
    let mut connection = Connection::open(api.address());
    assert_eq!(connection.ask("one").status, 200);
    assert_eq!(connection.ask("two").status, 200);
    // Nothing tells that it is stale, until it is used.
    thread::sleep(3 * TICK);
    assert_eq!(api.closings(), []);
    let request = post(question("three"));
    connection.send(request).expect("it looks open");
    let end = connection.response().expect("it is closed in order");
    assert_eq!(end, None, "no answer came");
    assert_eq!(last_closing(&api).why, Why::Stale);
    assert_eq!(Connection::open(api.address()).ask("three").status, 200);
    let events = api.stop();
    assert_eq!(carried(&events), [(0, 0), (0, 1), (1, 2)]);
    assert_eq!(count(&events, is_connection), 2);
}

#[test]
fn a_pool_that_keeps_connections_for_longer_meets_the_close() {
    // What a lesson on pools is about: the client believes for longer than the server.
    let api = start(Script::new().stale_after(2));
    let client = reqwest::Client::builder().no_proxy().build();
    let client = client.expect("it needs nothing of the system");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("there is a runtime").block_on(async {
        let ask = || {
            let url = format!("{}/v1/chat/completions", api.url());
            client.post(url).body(question("x")).send()
        };
        let answer = ask().await.expect("it is answered");
        answer.bytes().await.expect("all of it comes");
        tokio::time::sleep(3 * TICK).await;
        let error = ask().await.expect_err("the connection was stale");
        assert!(error.is_request(), "{error:?}");
        assert!(ask().await.is_ok(), "a new connection is not");
    });
    // The other one may be closed already, by a client that has what it wanted.
    let first = api.closings()[0];
    assert_eq!((first.connection, first.why), (0, Why::Stale));
    assert_eq!(api.tally().connections, 2);
    assert!(api.elapsed() < Duration::from_secs(20));
}

#[test]
fn an_answer_that_is_cut_off_is_the_servers_end() {
    let api = start(Script::new().otherwise(Reply::ok().cut_off()));
    let mut connection = Connection::open(api.address());
    connection
        .send(post(question("x")))
        .expect("the server reads");
    // Half of an answer, or an error that says so.
    let _ = connection.response();
    assert_eq!(last_closing(&api).why, Why::Cut);
    let seen = api.finish();
    assert_eq!(seen.tally.cut, 1);
    assert_eq!(seen.remarks.told(), [""; 0]);
}
