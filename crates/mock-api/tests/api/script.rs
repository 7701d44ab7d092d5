//! What a script says is what the server does.

use crate::common::http::{Connection, post, question};
use crate::common::is_abandonment;
use crate::common::steadily::steadily;
use mock_api::{Delay, MockApi, Reply, Script};

fn start(script: Script) -> MockApi {
    MockApi::start(script).expect("there is a free port")
}

fn statuses(api: &MockApi, prompt: &str, times: usize) -> Vec<u16> {
    let mut connection = Connection::open(api.address());
    (0..times).map(|_| connection.ask(prompt).status).collect()
}

#[test]
fn a_prompt_plays_its_replies_in_order_and_then_repeats_the_last() {
    let replies = [Reply::status(503), Reply::status(429), Reply::ok()];
    let api = start(Script::new().replies("article 1", replies));
    assert_eq!(statuses(&api, "article 1", 2), [503, 429]);
    // Another prompt takes nothing from it.
    assert_eq!(statuses(&api, "article 2", 2), [200, 200]);
    assert_eq!(statuses(&api, "article 1", 3), [200, 200, 200]);
}

#[test]
fn prompts_without_replies_get_the_other_one() {
    let script = Script::new()
        .reply("article 1", Reply::ok())
        .otherwise(Reply::status(500));
    let api = start(script);
    assert_eq!(statuses(&api, "article 1", 1), [200]);
    assert_eq!(statuses(&api, "article 2", 1), [500]);
}

#[test]
fn a_reply_says_what_it_is_told_to_say() {
    let script = Script::new()
        .reply("ok", Reply::ok().saying("fine").header("x-mood", "good"))
        .reply("no", Reply::status(418).saying("I am a teapot"));
    let api = start(script);
    let mut connection = Connection::open(api.address());
    let ok = connection.ask("ok");
    assert_eq!(ok.header("x-mood"), Some("good"));
    assert_eq!(ok.json()["choices"][0]["message"]["content"], "fine");
    let no = connection.ask("no");
    assert_eq!(no.status, 418);
    assert_eq!(no.error()["message"], "I am a teapot");
}

#[test]
fn server_errors_are_openai_errors() {
    for status in [500, 502, 503, 504] {
        let api = start(Script::new().otherwise(Reply::status(status)));
        let response = Connection::open(api.address()).ask("x");
        assert_eq!(response.status, status);
        assert_eq!(response.error()["type"], "server_error");
    }
}

#[test]
fn a_status_without_a_body_has_none_and_is_answered() {
    let stalled = Reply::status(204).stalling(Delay::Never);
    let script = Script::new().replies("x", [stalled, Reply::status(304), Reply::ok()]);
    let api = start(script);
    let mut connection = Connection::open(api.address());
    for status in [204, 304, 200] {
        assert_eq!(connection.ask("x").status, status);
    }
    assert!(!api.events().iter().any(|event| is_abandonment(&event.what)));
}

#[test]
fn a_scripted_429_says_what_clients_look_for() {
    let api = start(Script::new().otherwise(Reply::status(429).retry_after(7)));
    let response = Connection::open(api.address()).ask("x");
    assert_eq!(response.status, 429);
    assert_eq!(response.header("retry-after"), Some("7"));
    assert_eq!(response.error()["code"], "rate_limit_exceeded");
}

#[test]
fn a_new_connection_costs_what_the_script_says_and_a_used_one_nothing() {
    let script = Script::new()
        .connection_cost(Delay::Ticks(2))
        .otherwise(Reply::ok().after(1));
    let timeline = steadily(&script, |api| {
        let mut connection = Connection::open(api.address());
        connection.ask("first");
        connection.ask("second");
    });
    assert_eq!(timeline.connections, [0]);
    let starts: Vec<u32> = timeline.spans().map(|span| span.start).collect();
    assert_eq!(starts, [2, 3]);
}

#[test]
fn the_same_seed_fails_the_same_requests() {
    let with = |seed| {
        let api = start(Script::new().fail_rate(0.3).seed(seed));
        statuses(&api, "x", 100)
    };
    assert_eq!(with(7), with(7));
    assert_ne!(with(7), with(8));
    let failed = with(7).iter().filter(|&&status| status == 500).count();
    assert!((20..40).contains(&failed), "{failed} of 100");
}

#[test]
fn no_share_fails_none_and_the_whole_share_fails_all() {
    let with = |rate| statuses(&start(Script::new().fail_rate(rate)), "x", 50);
    assert_eq!(with(0.0), [200; 50]);
    assert_eq!(with(1.0), [500; 50]);
}

/// Sends so many requests, a connection each, and tells of how many only a part came, and how long they
/// took.
fn broken(script: Script, times: usize) -> (usize, timeline::Timeline) {
    let api = start(script);
    for _ in 0..times {
        let mut connection = Connection::open(api.address());
        connection
            .send(post(question("x")))
            .expect("the server reads");
        // Half of an answer, or an error that says so.
        let _ = connection.response();
    }
    let seen = api.finish();
    let timeline = timeline::Timeline::from_events(&seen.events, &[], std::time::Duration::ZERO);
    (seen.tally.cut.try_into().expect("it is small"), timeline)
}

#[test]
fn a_share_of_the_answers_is_cut_off_and_none_of_what_failed() {
    let cut = |script| broken(script, 20).0;
    assert_eq!(cut(Script::new()), 0);
    assert_eq!(cut(Script::new().cut_rate(0.1)), 2);
    assert_eq!(cut(Script::new().cut_rate(1.0)), 20);
    assert_eq!(cut(Script::new().cut_rate(1.0).fail_rate(1.0)), 0);
}

#[test]
fn a_share_of_the_answers_stalls() {
    let script = Script::new().stall_rate(0.25, Delay::Ticks(2));
    let (cut, timeline) = broken(script, 8);
    assert_eq!(cut, 0);
    let slow = timeline.spans().filter(|span| span.end != Some(span.start));
    assert_eq!(slow.count(), 2, "{timeline:?}");
}
