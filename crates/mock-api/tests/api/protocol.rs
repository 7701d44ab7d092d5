//! The wire format of OpenAI's chat completions, byte by byte over a real connection.

use crate::common::http::{Connection, post, question};
use crate::common::{count, is_connection};
use mock_api::{MockApi, Reply, Script};
use serde_json::json;
use std::time::{SystemTime, UNIX_EPOCH};

fn start(script: Script) -> MockApi {
    MockApi::start(script).expect("there is a free port")
}

fn now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.expect("it is after 1970").as_secs()
}

#[test]
fn a_completion_has_the_fields_that_clients_read() {
    let api = start(Script::new());
    let before = now();
    let response = Connection::open(api.address()).ask("hello there");
    assert_eq!(response.status, 200);
    assert_eq!(response.header("content-type"), Some("application/json"));
    let completion = response.json();
    let id = completion["id"].as_str().expect("an id is a string");
    assert!(id.starts_with("chatcmpl-"), "{id}");
    let created = completion["created"].as_u64().expect("it is a number");
    assert!((before..=now()).contains(&created), "{created}");
    assert_eq!(completion["object"], "chat.completion");
    assert_eq!(completion["model"], "mock-1");
    let choices = completion["choices"].as_array().expect("it is a list");
    assert_eq!(choices.len(), 1);
    assert_eq!(choices[0]["index"], 0);
    assert_eq!(choices[0]["finish_reason"], "stop");
    let message = json!({
        "role": "assistant",
        "content": "You said: hello there",
        "refusal": null,
    });
    assert_eq!(choices[0]["message"], message);
    // Two words, four for the message, three for the beginning of the answer.
    let usage = json!({ "prompt_tokens": 9, "completion_tokens": 5, "total_tokens": 14 });
    assert_eq!(completion["usage"], usage);
}

#[test]
fn no_two_completions_share_an_id() {
    let api = start(Script::new());
    let mut connection = Connection::open(api.address());
    let (first, second) = (connection.ask("x"), connection.ask("x"));
    assert_ne!(first.json()["id"], second.json()["id"]);
}

#[test]
fn the_model_asked_for_is_the_one_that_answers() {
    let api = start(Script::new());
    let body = r#"{"model": "gpt-9", "messages": [{"role": "user", "content": "x"}]}"#;
    let response = Connection::open(api.address()).exchange(post(body));
    assert_eq!(response.json()["model"], "gpt-9");
}

#[test]
fn the_prompt_is_the_last_thing_that_the_user_said() {
    let api = start(Script::new());
    let body = json!({ "model": "m", "messages": [
        { "role": "system", "content": "be brief" },
        { "role": "user", "content": "first" },
        { "role": "assistant", "content": null, "tool_calls": [] },
        { "role": "user", "content": [
            { "type": "text", "text": "look " },
            { "type": "image_url", "image_url": { "url": "data:" } },
            { "type": "text", "text": "here" },
        ]},
        { "role": "assistant", "content": "aha" },
    ]});
    let response = Connection::open(api.address()).exchange(post(body.to_string()));
    let said = &response.json()["choices"][0]["message"]["content"];
    assert_eq!(said, "You said: look here");
}

#[test]
fn fields_that_it_does_not_know_are_ignored() {
    let api = start(Script::new());
    let body = json!({
        "model": "m",
        "messages": [{ "role": "user", "content": "x", "name": "Ann" }],
        "temperature": 0.2,
        "stream": false,
        "field_of_next_year": { "a": [1, 2] },
    });
    let response = Connection::open(api.address()).exchange(post(body.to_string()));
    assert_eq!(response.status, 200);
}

#[test]
fn models_are_listed() {
    let api = start(Script::new());
    let mut connection = Connection::open(api.address());
    let response = connection.exchange("GET /v1/models HTTP/1.1\r\nHost: mock\r\n\r\n");
    assert_eq!(response.status, 200);
    let list = response.json();
    assert_eq!(list["object"], "list");
    assert_eq!(list["data"][0]["id"], "mock-1");
    assert_eq!(list["data"][0]["object"], "model");
    assert!(list["data"][0]["created"].is_u64());
    assert!(list["data"][0]["owned_by"].is_string());
}

#[test]
fn head_gives_the_head_of_get() {
    let api = start(Script::new());
    let mut connection = Connection::open(api.address());
    let get = connection.exchange("GET /v1/models HTTP/1.1\r\nHost: mock\r\n\r\n");
    connection
        .send("HEAD /v1/models HTTP/1.1\r\nHost: mock\r\n\r\n")
        .expect("the server reads");
    let head = connection.head().expect("the server answers");
    let head = head.expect("the server does not hang up");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    let length = format!("content-length: {}\r\n", get.body.len());
    assert!(head.contains(&length), "{head}");
    // No body came with it: what follows is the next answer.
    assert_eq!(connection.ask("x").status, 200);
}

#[test]
fn a_connection_serves_one_request_after_another() {
    let api = start(Script::new());
    let mut connection = Connection::open(api.address());
    for _ in 0..5 {
        assert_eq!(connection.ask("x").status, 200);
    }
    // A refusal does not end it either.
    assert_eq!(connection.exchange(post("not JSON")).status, 400);
    assert_eq!(connection.ask("x").status, 200);
    assert_eq!(count(&api.events(), is_connection), 1);
}

#[test]
fn requests_that_come_in_one_piece_are_answered_in_order() {
    let api = start(Script::new().reply("slow", Reply::ok().after(1)));
    let mut connection = Connection::open(api.address());
    let both = [post(question("slow")), post(question("fast"))].concat();
    let first = connection.exchange(both);
    let second = connection.response().expect("the server answers");
    let said = |json: serde_json::Value| json["choices"][0]["message"]["content"].clone();
    assert_eq!(said(first.json()), "You said: slow");
    let second = second.expect("the server does not hang up");
    assert_eq!(said(second.json()), "You said: fast");
}

#[test]
fn a_body_may_come_in_chunks() {
    let api = start(Script::new());
    let body = question("chunked");
    let (start, end) = body.split_at(20);
    let request = format!(
        "POST /v1/chat/completions HTTP/1.1\r\nHost: mock\r\nTransfer-Encoding: chunked\r\n\r\n\
         {:x}\r\n{start}\r\n{:x}\r\n{end}\r\n0\r\n\r\n",
        start.len(),
        end.len()
    );
    let response = Connection::open(api.address()).exchange(request);
    assert_eq!(response.status, 200);
}

#[test]
fn a_client_that_asks_first_is_told_to_go_on() {
    let api = start(Script::new());
    let mut connection = Connection::open(api.address());
    let body = question("careful");
    let head = format!(
        "POST /v1/chat/completions HTTP/1.1\r\nHost: mock\r\nExpect: 100-continue\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    connection.send(head).expect("the server reads");
    let go_on = connection.head().expect("the server answers");
    assert_eq!(go_on.as_deref(), Some("HTTP/1.1 100 Continue\r\n\r\n"));
    assert_eq!(connection.exchange(body).status, 200);
}
