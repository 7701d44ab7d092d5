//! Answers that come chunk by chunk, as server-sent events.

use crate::common::http::{Connection, Response, post, question_with};
use crate::common::steadily::steadily;
use crate::common::{SOON, answers, count, is_abandonment, wait_until};
use mock_api::{Delay, MockApi, Reply, Script, Tally};
use serde_json::{Value, json};
use std::io::ErrorKind;
use timeline::{Outcome, What};

fn start(script: Script) -> MockApi {
    MockApi::start(script).expect("there is a free port")
}

fn stream(prompt: &str, more: &Value) -> Vec<u8> {
    let mut more = more.clone();
    more["stream"] = true.into();
    post(question_with(prompt, &more))
}

/// The events of a stream, without the end that they must have.
fn events(response: &Response) -> Vec<Value> {
    assert_eq!(response.status, 200);
    let kind = response.header("content-type");
    assert_eq!(kind, Some("text/event-stream; charset=utf-8"));
    let text = std::str::from_utf8(&response.body).expect("events are text");
    let mut events: Vec<&str> = text.split_terminator("\n\n").collect();
    assert_eq!(events.pop(), Some("data: [DONE]"));
    let json = |event: &str| {
        let data = event.strip_prefix("data: ").expect("an event has data");
        serde_json::from_str(data).expect("its data is JSON")
    };
    events.into_iter().map(json).collect()
}

/// What the events of a choice add up to.
fn text(events: &[Value], choice: usize) -> String {
    let choices = events.iter().filter_map(|event| event["choices"].get(0));
    let ours = choices.filter(|of| of["index"] == choice);
    let contents = ours.filter_map(|of| of["delta"]["content"].as_str());
    contents.collect()
}

#[test]
fn a_stream_is_what_an_answer_in_one_piece_would_be() {
    let api = start(Script::new());
    let mut connection = Connection::open(api.address());
    let whole = connection.ask("hello").json();
    let events = events(&connection.exchange(stream("hello", &json!({}))));
    assert_eq!(text(&events, 0), "You said: hello");
    assert_eq!(events[0]["choices"][0]["delta"]["role"], "assistant");
    for event in &events {
        assert_eq!(event["object"], "chat.completion.chunk");
        assert_eq!(event["id"], events[0]["id"]);
        assert_eq!(event["model"], "mock-1");
        assert!(event.get("usage").is_none(), "{event}");
    }
    let (last, others) = events.split_last().expect("there are events");
    assert_eq!(last["choices"][0]["finish_reason"], "stop");
    assert!(
        others
            .iter()
            .all(|event| event["choices"][0]["finish_reason"].is_null())
    );
    // A chunk for each token.
    let contents = others
        .iter()
        .filter(|event| event["choices"][0]["delta"]["content"] != "");
    assert_eq!(whole["usage"]["completion_tokens"], contents.count());
    // The connection takes another request.
    assert_eq!(connection.ask("again").status, 200);
}

#[test]
fn usage_comes_at_the_end_where_it_is_asked_for() {
    let api = start(Script::new());
    let mut connection = Connection::open(api.address());
    let usage = connection.ask("hello").json()["usage"].clone();
    let options = json!({ "stream_options": { "include_usage": true } });
    let events = events(&connection.exchange(stream("hello", &options)));
    let (last, others) = events.split_last().expect("there are events");
    assert_eq!(last["usage"], usage);
    assert_eq!(last["choices"], json!([]));
    assert!(others.iter().all(|event| event["usage"] == Value::Null));
}

#[test]
fn all_choices_are_streamed_and_cut_where_they_are_to_be() {
    let api = start(Script::new());
    let mut connection = Connection::open(api.address());
    let more = json!({ "n": 3, "max_tokens": 2 });
    let events = events(&connection.exchange(stream("hello", &more)));
    for choice in 0..3 {
        assert_eq!(text(&events, choice), "You said");
        let ends = events.iter().filter(|event| {
            event["choices"][0]["index"] == choice
                && event["choices"][0]["finish_reason"] == "length"
        });
        assert_eq!(ends.count(), 1);
    }
}

#[test]
fn a_tool_call_is_streamed_too() {
    let api = start(Script::new());
    let parameters =
        json!({ "properties": { "city": { "type": "string" } }, "required": ["city"] });
    let more = json!({
        "tools": [{ "type": "function", "function": { "name": "f", "parameters": parameters } }],
        "tool_choice": "required",
    });
    let events = events(&Connection::open(api.address()).exchange(stream("hello", &more)));
    let calls = events
        .iter()
        .filter_map(|event| event["choices"][0]["delta"].get("tool_calls"));
    let calls: Vec<&Value> = calls.map(|calls| &calls[0]["function"]).collect();
    assert_eq!(calls[0]["name"], "f");
    let arguments = calls.iter().filter_map(|call| call["arguments"].as_str());
    let arguments: Value =
        serde_json::from_str(&arguments.collect::<String>()).expect("they are JSON");
    assert_eq!(arguments, json!({ "city": "You said: hello" }));
    let last = events.last().expect("there are events");
    assert_eq!(last["choices"][0]["finish_reason"], "tool_calls");
}

#[test]
fn an_error_is_no_stream() {
    let api = start(Script::new().otherwise(Reply::status(503)));
    let response = Connection::open(api.address()).exchange(stream("hello", &json!({})));
    assert_eq!(response.status, 503);
    assert_eq!(response.error()["type"], "server_error");
}

#[test]
fn an_empty_answer_and_scripted_chunks_are_streams() {
    let long = "word ".repeat(3000);
    let script = Script::new()
        .reply("empty", Reply::ok().saying(""))
        .reply("odd", Reply::ok().in_chunks(["", "a b", "", "\n\nc"]))
        .reply("cut", Reply::ok().in_chunks(["one two", " three four"]))
        .reply("long", Reply::ok().saying(&long));
    let api = start(script);
    let ask =
        |prompt, more| events(&Connection::open(api.address()).exchange(stream(prompt, &more)));
    assert_eq!(text(&ask("empty", json!({})), 0), "");
    assert_eq!(text(&ask("odd", json!({})), 0), "a b\n\nc");
    assert_eq!(
        text(&ask("cut", json!({ "max_tokens": 3 })), 0),
        "one two three"
    );
    let events = ask("long", json!({}));
    assert_eq!(text(&events, 0), long);
    assert!(events.len() < 1100, "{} events", events.len());
}

/// The chunks of each request, from its arrival, as the log has them.
fn latencies(events: &[timeline::Event]) -> Vec<Option<u32>> {
    let chunk = |event: &timeline::Event| match event.what {
        What::Chunk { latency, .. } => Some(latency),
        _ => None,
    };
    events.iter().filter_map(chunk).collect()
}

#[test]
fn chunks_come_on_their_ticks_and_stall_in_the_middle() {
    let reply = Reply::ok()
        .in_chunks(["a", "b", "c", "d"])
        .after(2)
        .every(1);
    let script = Script::new()
        .reply("steady", reply.clone())
        .reply("stalls", reply.stalling(Delay::Ticks(2)));
    let timeline = steadily(&script, |api| {
        let mut connection = Connection::open(api.address());
        for prompt in ["steady", "stalls"] {
            connection
                .send(stream(prompt, &json!({})))
                .expect("the server reads");
            let started = api.elapsed();
            connection.head().expect("it answers");
            let mut chunks = 0;
            while let Some(chunk) = connection.chunk().expect("all of it comes") {
                chunks += 1;
                // None comes before its time.
                let tick = 1
                    + chunks
                    + if prompt == "stalls" && chunks > 2 {
                        2
                    } else {
                        0
                    };
                assert!(api.elapsed() - started > timeline::TICK * tick - timeline::TICK / 2);
                assert!(chunk.starts_with(b"data: "));
            }
            assert_eq!(chunks, 4, "each is sent when it is due");
        }
    });
    assert_eq!(timeline.chunks_of("steady", 0), [2, 3, 4, 5]);
    assert_eq!(timeline.chunks_of("stalls", 0), [7, 8, 11, 12]);
    let ends = timeline
        .spans()
        .map(|span| (span.start, span.end, span.outcome));
    let ok = Outcome::Answered(200);
    assert_eq!(
        ends.collect::<Vec<_>>(),
        [(0, Some(5), ok), (5, Some(12), ok)]
    );
}

#[test]
fn an_answer_in_one_piece_takes_as_long_as_its_stream() {
    let script = Script::new()
        .reply(
            "slow",
            Reply::ok().in_chunks(["a", "b", "c"]).after(1).every(2),
        )
        .reply("error", Reply::status(500).after(1).every(2));
    let api = start(script);
    let mut connection = Connection::open(api.address());
    connection.ask("slow");
    connection.ask("error");
    let events = api.stop();
    assert_eq!(answers(&events), [(200, Some(5)), (500, Some(1))]);
    assert_eq!(latencies(&events), []);
}

#[test]
fn a_pace_that_is_not_in_ticks_is_measured() {
    let pace = Delay::Exact(std::time::Duration::from_millis(7));
    let api = start(Script::new().otherwise(Reply::ok().paced(pace)));
    Connection::open(api.address()).exchange(stream("x", &json!({})));
    let events = api.stop();
    // The first is due at once, which is a number of ticks.
    assert_eq!(latencies(&events), [Some(0), None, None, None]);
    assert_eq!(answers(&events), [(200, None)]);
}

#[test]
fn a_connection_is_cut_in_the_middle_of_what_was_promised() {
    let reply = Reply::ok()
        .in_chunks(["a", "b", "c", "d"])
        .after(1)
        .every(1);
    let script = Script::new().otherwise(reply.cut_off());
    let timeline = steadily(&script, |api| {
        let mut connection = Connection::open(api.address());
        connection
            .send(stream("stream", &json!({})))
            .expect("the server reads");
        connection.head().expect("it answers");
        for text in ["a", "b"] {
            let chunk = connection
                .chunk()
                .expect("it comes")
                .expect("it is not the last");
            let chunk = String::from_utf8(chunk).expect("it is text");
            assert!(
                chunk.contains(&format!("\"content\":\"{text}\"")),
                "{chunk}"
            );
        }
        let cut = connection.chunk().expect_err("no more comes");
        assert_eq!(cut.kind(), ErrorKind::UnexpectedEof);
    });
    assert_eq!(timeline.chunks_of("stream", 0), [1, 2]);
    let span = timeline.lane("stream")[0];
    assert_eq!((span.end, span.outcome), (Some(3), Outcome::Cut));
    // In one piece: half of what the head promises.
    let api = start(script);
    let mut connection = Connection::open(api.address());
    connection
        .send(post(question_with("whole", &json!({}))))
        .expect("the server reads");
    let cut = connection.response().expect_err("not all of it comes");
    assert_eq!(cut.kind(), ErrorKind::UnexpectedEof);
    let tally = Tally::of(&api.stop());
    assert_eq!((tally.cut, tally.in_flight, tally.abandoned), (1, 0, 0));
}

#[test]
fn who_hangs_up_in_a_stream_is_noticed() {
    let reply = Reply::ok().in_chunks(["a", "b"]).stalling(Delay::Never);
    let api = start(Script::new().otherwise(reply));
    let mut connection = Connection::open(api.address());
    connection
        .send(stream("x", &json!({})))
        .expect("the server reads");
    connection.head().expect("it answers");
    assert!(connection.chunk().expect("the first comes").is_some());
    wait_until(|| api.in_flight() == 1);
    drop(connection);
    assert!(api.wait_until_idle(SOON), "the hang-up is not noticed");
    let events = api.stop();
    assert_eq!(count(&events, is_abandonment), 1);
    assert_eq!(latencies(&events), [Some(0)]);
    assert_eq!(answers(&events), []);
}
