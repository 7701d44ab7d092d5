//! So many workers, and a queue before them.

use crate::common::http::{Connection, post, post_to, question};
use crate::common::steadily::steadily;
use crate::common::{SOON, answers, never, wait_until};
use mock_api::{Delay, MockApi, Reply, Script};
use std::thread;
use std::time::Duration;
use timeline::{Outcome, Span, TICK, Timeline};

fn start(script: Script) -> MockApi {
    MockApi::start(script).expect("there is a free port")
}

/// Asks all of these at once.
fn ask_all(api: &MockApi, prompts: &[&'static str]) {
    thread::scope(|scope| {
        for prompt in prompts {
            scope.spawn(|| Connection::open(api.address()).ask(prompt));
        }
    });
}

fn ends(timeline: &Timeline, labels: &[&str]) -> Vec<Option<u32>> {
    let end = |label: &&str| timeline.lane(label)[0].end;
    labels.iter().map(end).collect()
}

#[test]
fn who_finds_no_worker_waits_in_the_order_of_the_prompts() {
    let script = Script::new().workers(2).otherwise(Reply::ok().after(2));
    let script = script.reply("b", Reply::ok().after(3));
    let timeline = steadily(&script, |api| ask_all(api, &["e", "d", "c", "b", "a"]));
    // a and b at once; c after a, d after b, e after c.
    let expected = [2, 3, 4, 5, 6].map(Some);
    assert_eq!(ends(&timeline, &["a", "b", "c", "d", "e"]), expected);
    assert!(timeline.spans().all(|span| span.start == 0));
}

#[test]
fn the_queue_is_first_come_first_served() {
    let script = Script::new().workers(1).otherwise(Reply::ok().after(3));
    let timeline = steadily(&script, |api| {
        thread::scope(|scope| {
            for (prompt, tick) in [("z", 0), ("y", 1), ("a", 2)] {
                scope.spawn(move || {
                    thread::sleep(TICK * tick);
                    Connection::open(api.address()).ask(prompt);
                });
            }
        });
    });
    assert_eq!(ends(&timeline, &["z", "y", "a"]), [3, 6, 9].map(Some));
}

#[test]
fn a_schedule_adds_workers_and_takes_them_away() {
    let script = Script::new()
        .workers(1)
        .workers_from(4, 3)
        .workers_from(6, 0)
        .workers_from(8, 1)
        .otherwise(Reply::ok().after(2));
    let timeline = steadily(&script, |api| {
        ask_all(api, &["a", "b", "c", "d", "e", "f", "g"])
    });
    // One at a time, three from tick 4 on, none from 6 on, one from 8 on.
    let expected = [2, 4, 6, 6, 6, 10, 12].map(Some);
    assert_eq!(
        ends(&timeline, &["a", "b", "c", "d", "e", "f", "g"]),
        expected
    );
}

#[test]
fn a_stream_holds_its_worker_to_its_end() {
    let reply = Reply::ok().in_chunks(["1", "2", "3"]).after(1).every(1);
    let script = Script::new().workers(1).otherwise(reply);
    let timeline = steadily(&script, |api| {
        thread::scope(|scope| {
            for prompt in ["a", "b"] {
                let more = serde_json::json!({ "stream": true });
                let request = post(crate::common::http::question_with(prompt, &more));
                scope.spawn(move || Connection::open(api.address()).exchange(request));
            }
        });
    });
    assert_eq!(timeline.chunks_of("a", 0), [1, 2, 3]);
    assert_eq!(timeline.chunks_of("b", 0), [4, 5, 6]);
}

#[test]
fn who_hangs_up_leaves_the_queue_and_its_worker() {
    let script = Script::new().workers(1).otherwise(Reply::ok().after(2));
    let script = script.reply("a", never());
    let timeline = steadily(&script, |api| {
        let asking = |prompt| {
            let mut connection = Connection::open(api.address());
            connection
                .send(post(question(prompt)))
                .expect("the server reads");
            connection
        };
        let holder = asking("a");
        let waits = asking("b");
        wait_until(|| api.in_flight() == 2);
        thread::scope(|scope| {
            scope.spawn(|| Connection::open(api.address()).ask("c"));
            thread::sleep(TICK * 2);
            drop(waits);
            thread::sleep(TICK);
            drop(holder);
        });
        assert!(api.wait_until_idle(SOON), "somebody is left");
    });
    let span = |label: &str| timeline.lane(label)[0];
    let gone = |end| (Some(end), Outcome::Abandoned);
    let end = |span: Span| (span.end, span.outcome);
    assert_eq!(end(span("b")), gone(2));
    assert_eq!(end(span("a")), gone(3));
    assert_eq!(end(span("c")), (Some(5), Outcome::Answered(200)));
}

#[test]
fn embeddings_may_have_workers_of_their_own() {
    let script = Script::new()
        .embeddings(Reply::ok().after(1), Delay::Ticks(1))
        .embedding_workers(1)
        .otherwise(Reply::ok().after(2));
    let timeline = steadily(&script, |api| {
        thread::scope(|scope| {
            for (tick, texts) in [(0, &["a", "b"][..]), (1, &["c"])] {
                scope.spawn(move || {
                    thread::sleep(TICK * tick);
                    let body = serde_json::json!({ "model": "m", "input": texts }).to_string();
                    let request = post_to("/v1/embeddings", "", body);
                    assert_eq!(
                        Connection::open(api.address()).exchange(request).status,
                        200
                    );
                });
            }
            for prompt in ["x", "y"] {
                scope.spawn(move || Connection::open(api.address()).ask(prompt));
            }
        });
    });
    // One request for embeddings at a time. Nobody else waits for them.
    assert_eq!(ends(&timeline, &["a +1", "c"]), [3, 5].map(Some));
    assert_eq!(ends(&timeline, &["x", "y"]), [2, 2].map(Some));
}

#[test]
fn what_is_refused_takes_no_worker() {
    let script = Script::new()
        .workers(1)
        .max_in_flight(2)
        .otherwise(Reply::ok().after(3));
    let timeline = steadily(&script, |api| {
        let mut holders = ["a", "b"].map(|_| Connection::open(api.address()));
        for (holder, prompt) in holders.iter_mut().zip(["a", "b"]) {
            holder
                .send(post(question(prompt)))
                .expect("the server reads");
        }
        wait_until(|| api.in_flight() == 2);
        assert_eq!(Connection::open(api.address()).ask("c").status, 429);
        for holder in &mut holders {
            holder.response().expect("it is answered");
        }
    });
    assert_eq!(ends(&timeline, &["a", "b", "c"]), [3, 6, 0].map(Some));
}

#[test]
fn who_finds_no_room_to_wait_is_sent_away() {
    let refusal = Reply::status(429).saying("too many wait").after(1);
    let script = Script::new()
        .workers(2)
        .workers_from(2, 1)
        .queue_at_most(1, refusal)
        .otherwise(Reply::ok().after(3));
    let timeline = steadily(&script, |api| {
        thread::scope(|scope| {
            for (prompt, tick) in [("e", 0), ("d", 0), ("c", 0), ("b", 0), ("a", 3), ("f", 3)] {
                scope.spawn(move || {
                    thread::sleep(TICK * tick);
                    let answer = Connection::open(api.address()).ask(prompt);
                    let refused = ["e", "f"].contains(&prompt);
                    assert_eq!(answer.status == 429, refused, "{prompt}");
                });
            }
        });
    });
    // b and c at once, d waits and e is too many. At tick 3 there is one worker, who takes d. Of those that
    // come then, a may wait.
    let expected = [9, 3, 3, 6, 1, 4].map(Some);
    assert_eq!(ends(&timeline, &["a", "b", "c", "d", "e", "f"]), expected);
}

#[test]
fn latencies_that_are_not_in_ticks_begin_as_soon_as_a_worker_is_free() {
    let latency = Duration::from_millis(30);
    let reply = Reply::ok().delayed(Delay::Exact(latency));
    let api = start(Script::new().workers(2).otherwise(reply));
    ask_all(&api, &["a", "b", "c", "d", "e"]);
    let events = api.stop();
    assert_eq!(answers(&events), [(200, None); 5]);
    let last = events.last().expect("there are events").at;
    assert!(last >= latency * 3, "three turns: {last:?}");
    assert!(last < latency * 3 + SOON / 20, "{last:?}");
}
