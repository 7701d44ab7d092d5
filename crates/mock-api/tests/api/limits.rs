//! The limits of a script: how much at once, how much a time, and for how long.

use crate::common::http::{Connection, Response, post, question};
use crate::common::{never, wait_until};
use mock_api::{Delay, MockApi, RateLimit, Reply, Script};
use std::thread;
use std::time::Duration;
use timeline::{TICK, What, nearest_tick};

fn start(script: Script) -> MockApi {
    MockApi::start(script).expect("there is a free port")
}

fn retry_after(response: &Response) -> Duration {
    let seconds = response.header("retry-after").expect("a 429 says when");
    Duration::from_secs(seconds.parse().expect("it says it in seconds"))
}

#[test]
fn requests_above_the_limit_in_flight_are_turned_away() {
    let script = Script::new().max_in_flight(2).reply("long", never());
    let api = start(script);
    let mut holders = [(); 2].map(|()| Connection::open(api.address()));
    for (index, holder) in holders.iter_mut().enumerate() {
        let request = post(question("long"));
        holder.send(request).expect("the server reads");
        wait_until(|| api.in_flight() == index + 1);
    }
    let turned_away = Connection::open(api.address()).ask("short");
    assert_eq!(turned_away.status, 429);
    assert_eq!(turned_away.error()["code"], "rate_limit_exceeded");
    assert!(retry_after(&turned_away) > Duration::ZERO);
    // One of them hangs up: there is room again.
    let [_still_there, gone] = holders;
    drop(gone);
    wait_until(|| api.in_flight() == 1);
    assert_eq!(Connection::open(api.address()).ask("short").status, 200);
}

#[test]
fn of_those_that_come_at_once_the_first_by_name_are_taken_in_every_run() {
    let refusal = Reply::status(429).saying("two at a time").after(1);
    let script = Script::new().works_on(2, refusal);
    let script = script.otherwise(Reply::ok().after(3));
    for _ in 0..20 {
        let api = start(script.clone());
        // The last one first: who is a little earlier is not preferred.
        let ask = |prompt: &'static str| {
            let address = api.address();
            thread::spawn(move || Connection::open(address).ask(prompt).status)
        };
        let asking = ["d", "c", "b", "a"].map(ask);
        let statuses = asking.map(|thread| thread.join().expect("it asks"));
        // Both have left: there is room again.
        assert_eq!(Connection::open(api.address()).ask("d").status, 200);
        let arrived = |what: &What| matches!(what, What::Arrived { .. });
        let events = api.stop();
        let arrivals = events.iter().filter(|event| arrived(&event.what));
        if arrivals.take(4).all(|event| nearest_tick(event.at) == 0) {
            assert_eq!(statuses, [429, 429, 200, 200]);
            return;
        }
    }
    panic!("this machine is too busy to ask four times in a tick");
}

#[test]
fn who_hangs_up_leaves_room_for_another() {
    let refusal = Reply::status(429).after(1);
    let script = Script::new().works_on(1, refusal).reply("long", never());
    let api = start(script.otherwise(Reply::ok().after(1)));
    let mut holder = Connection::open(api.address());
    holder
        .send(post(question("long")))
        .expect("the server reads");
    wait_until(|| api.in_flight() == 1);
    thread::sleep(TICK);
    assert_eq!(Connection::open(api.address()).ask("short").status, 429);
    drop(holder);
    wait_until(|| api.in_flight() == 0);
    assert_eq!(Connection::open(api.address()).ask("short").status, 200);
}

#[test]
fn who_waits_as_long_as_retry_after_says_is_let_through() {
    let limit = RateLimit {
        requests: 2,
        per: Duration::from_millis(1500),
    };
    let api = start(Script::new().rate_limit(limit));
    let mut connection = Connection::open(api.address());
    assert_eq!(connection.ask("x").status, 200);
    assert_eq!(connection.ask("x").status, 200);
    let refused = connection.ask("x");
    assert_eq!(refused.status, 429);
    let wait = retry_after(&refused);
    assert!((1..=2).contains(&wait.as_secs()), "{wait:?}");
    thread::sleep(wait);
    assert_eq!(connection.ask("x").status, 200);
}

#[test]
fn a_rate_is_kept_in_every_window() {
    let limit = RateLimit {
        requests: 3,
        per: TICK * 2,
    };
    let api = start(Script::new().rate_limit(limit));
    let mut connection = Connection::open(api.address());
    while api.elapsed() < TICK * 10 {
        connection.ask("x");
    }
    let mut arrival = 0;
    let mut let_through = Vec::new();
    for event in api.stop() {
        match event.what {
            What::Arrived { .. } => arrival = nearest_tick(event.at),
            What::Answered { status: 200, .. } => let_through.push(arrival),
            _ => {}
        }
    }
    assert!(let_through.len() > 3, "{let_through:?}");
    for window in let_through.windows(4) {
        assert!(window[3] - window[0] >= 2, "{let_through:?}");
    }
}

#[test]
fn an_outage_ends() {
    let outage = TICK * 3..TICK * 6;
    let api = start(Script::new().outage(outage, Reply::status(503)));
    let mut connection = Connection::open(api.address());
    while api.elapsed() < TICK * 8 {
        connection.ask("x");
        thread::sleep(Duration::from_millis(5));
    }
    let (mut at, mut up, mut down) = (0, 0, 0);
    for event in api.stop() {
        match event.what {
            What::Arrived { .. } => at = nearest_tick(event.at),
            What::Answered { status: 503, .. } => {
                assert!((3..6).contains(&at), "down at {at}");
                down += 1;
            }
            What::Answered { .. } => {
                assert!(!(3..6).contains(&at), "up at {at}");
                up += 1;
            }
            _ => {}
        }
    }
    assert!(up > 0 && down > 0, "{up} up, {down} down");
}

#[test]
fn what_a_prompt_asks_for_changes_at_a_tick() {
    let script = Script::new()
        .reply("x", Reply::ok().saying("a draft"))
        .reply_from(4, "x", Reply::ok().saying("final"));
    let api = start(script);
    let mut connection = Connection::open(api.address());
    let mut said = Vec::new();
    while api.elapsed() < TICK * 8 {
        let answer = connection.ask("x").json();
        said.push(answer["choices"][0]["message"]["content"].clone());
        assert_eq!(connection.ask("y").status, 200);
        thread::sleep(Duration::from_millis(5));
    }
    let events = api.stop().into_iter();
    let arrivals = events.filter_map(|event| match event.what {
        What::Arrived { label, .. } if label == "x" => Some(nearest_tick(event.at)),
        _ => None,
    });
    let arrivals: Vec<u32> = arrivals.collect();
    assert_eq!(arrivals.len(), said.len());
    for (tick, said) in arrivals.iter().zip(&said) {
        let expected = if *tick < 4 { "a draft" } else { "final" };
        assert_eq!(said, expected, "at {tick}");
    }
    assert!(arrivals.first() < Some(&4) && arrivals.last() > Some(&4));
}

#[test]
fn a_delay_that_no_clock_can_hold_is_waited_for() {
    let script = Script::new()
        .otherwise(Reply::ok().delayed(Delay::Exact(Duration::MAX)))
        .rate_limit(RateLimit {
            requests: 1,
            per: Duration::MAX,
        });
    let api = start(script);
    let mut waiting = Connection::open(api.address());
    let request = post(question("x"));
    waiting.send(request).expect("the server reads");
    wait_until(|| api.in_flight() == 1);
    // The window of the rate is as long: the next one has to wait for ever too.
    let refused = Connection::open(api.address()).ask("x");
    assert_eq!(refused.status, 429);
    assert!(retry_after(&refused) > Duration::from_secs(1 << 40));
    assert_eq!(api.in_flight(), 1);
}

#[test]
fn a_client_that_sends_nothing_is_not_waited_for() {
    let api = start(Script::new().patience(Duration::from_millis(200)));
    let mut silent = Connection::open(api.address());
    let closed = silent.response().expect("it is closed in order");
    assert_eq!(closed, None);
}

#[test]
fn a_client_that_sends_no_body_is_not_waited_for() {
    let api = start(Script::new().patience(Duration::from_secs(1)));
    let mut slow = Connection::open(api.address());
    let head = "POST /v1/chat/completions HTTP/1.1\r\nHost: mock\r\nContent-Length: 9\r\n\r\n";
    assert_eq!(slow.exchange(head).status, 408);
}
