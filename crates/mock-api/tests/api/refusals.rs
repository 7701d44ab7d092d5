//! What the API refuses, and how it says why.

use crate::common::http::{Connection, Response, post, question};
use mock_api::{MockApi, Script};
use serde_json::{Value, json};

const MIB: usize = 1024 * 1024;

fn start(script: Script) -> MockApi {
    MockApi::start(script).expect("there is a free port")
}

/// The answer to one request, on a connection of its own.
fn answer(script: Script, request: impl AsRef<[u8]>) -> Response {
    Connection::open(start(script).address()).exchange(request)
}

fn refused(body: &Value) -> (Value, String) {
    let response = answer(Script::new(), post(body.to_string()));
    assert_eq!(response.status, 400, "{body}");
    let error = response.error();
    assert_eq!(error["type"], "invalid_request_error");
    let message = error["message"].as_str().expect("a message is a string");
    (error["param"].clone(), message.to_owned())
}

#[test]
fn a_body_that_is_not_json_is_refused() {
    for body in ["", "hello", "{\"model\": ", "{'model': 'm'}", "\u{feff}{}"] {
        let response = answer(Script::new(), post(body));
        assert_eq!(response.status, 400, "{body}");
        let error = response.error();
        let message = error["message"].as_str().expect("a message is a string");
        assert!(message.contains("not valid JSON"), "{message}");
    }
}

#[test]
fn json_that_is_no_object_is_refused() {
    for body in [json!(null), json!([]), json!("model"), json!(1)] {
        let (_, message) = refused(&body);
        assert!(message.contains("JSON object"), "{message}");
    }
}

#[test]
fn a_missing_or_wrong_model_is_refused_by_name() {
    let messages = json!([{ "role": "user", "content": "x" }]);
    assert_eq!(refused(&json!({ "messages": messages })).0, "model");
    for model in [json!(null), json!(1), json!(""), json!(["m"])] {
        let body = json!({ "model": model, "messages": messages });
        assert_eq!(refused(&body).0, "model", "{model}");
    }
}

#[test]
fn missing_or_wrong_messages_are_refused_by_name() {
    assert_eq!(refused(&json!({ "model": "m" })).0, "messages");
    for messages in [
        json!(null),
        json!([]),
        json!("hello"),
        json!({}),
        json!(["hello"]),
        json!([{ "content": "no role" }]),
        json!([{ "role": 1, "content": "x" }]),
        json!([{ "role": "user", "content": 1 }]),
        json!([{ "role": "user", "content": ["x"] }]),
        json!([{ "role": "user", "content": [{ "type": "text", "text": 1 }] }]),
        json!([{ "role": "user", "content": "x" }, null]),
    ] {
        let body = json!({ "model": "m", "messages": messages });
        assert_eq!(refused(&body).0, "messages", "{messages}");
    }
}

#[test]
fn streaming_is_refused_in_plain_words() {
    let body = |stream: Value| {
        json!({
            "model": "m",
            "messages": [{ "role": "user", "content": "x" }],
            "stream": stream,
        })
    };
    let (param, message) = refused(&body(json!(true)));
    assert_eq!(param, "stream");
    assert!(message.contains("does not stream"), "{message}");
    assert_eq!(refused(&body(json!("yes"))).0, "stream");
}

#[test]
fn without_the_key_nothing_is_answered() {
    let with = |header: &str| {
        let script = Script::new().api_key("secret");
        let request = format!("GET /v1/models HTTP/1.1\r\nHost: mock\r\n{header}\r\n");
        answer(script, request)
    };
    for header in [
        "",
        "Authorization: Bearer wrong\r\n",
        "Authorization: Bearer secrets\r\n",
        "Authorization: Basic secret\r\n",
        "Authorization: Bearer \u{e9}\r\n",
    ] {
        let response = with(header);
        assert_eq!(response.status, 401, "{header}");
        let error = response.error();
        assert_eq!(error["code"], "invalid_api_key");
        let message = error["message"].to_string();
        assert!(!message.contains("secret"), "{message}");
    }
    assert_eq!(with("Authorization: Bearer secret\r\n").status, 200);
}

#[test]
fn a_chat_needs_the_key_too() {
    let response = answer(Script::new().api_key("secret"), post(question("x")));
    assert_eq!(response.status, 401);
}

#[test]
fn a_path_that_is_none_of_ours_is_not_found() {
    for path in [
        "/",
        "/v1",
        "/v1/chat",
        "/v1/completions",
        "/v1/modelss",
        "*",
    ] {
        let response = answer(
            Script::new(),
            format!("OPTIONS {path} HTTP/1.1\r\nHost: mock\r\n\r\n"),
        );
        assert_eq!(response.status, 404, "{path}");
        let error = response.error();
        assert_eq!(error["code"], "unknown_url");
        let message = error["message"].as_str().expect("a message is a string");
        assert!(message.contains(&format!("OPTIONS {path}")), "{message}");
    }
}

#[test]
fn a_slash_or_a_question_mark_at_the_end_changes_nothing() {
    for path in ["/v1/models", "/v1/models/", "/v1/models?limit=3"] {
        let request = format!("GET {path} HTTP/1.1\r\nHost: mock\r\n\r\n");
        assert_eq!(answer(Script::new(), request).status, 200, "{path}");
    }
}

#[test]
fn another_method_is_told_which_one_is_allowed() {
    for (method, path, allowed) in [
        ("GET", "/v1/chat/completions", "POST"),
        ("PUT", "/v1/chat/completions", "POST"),
        ("POST", "/v1/models", "GET, HEAD"),
        ("DELETE", "/v1/models", "GET, HEAD"),
    ] {
        let request =
            format!("{method} {path} HTTP/1.1\r\nHost: mock\r\nContent-Length: 0\r\n\r\n");
        let response = answer(Script::new(), request);
        assert_eq!(response.status, 405, "{method} {path}");
        assert_eq!(response.header("allow"), Some(allowed));
        response.error();
    }
}

/// A valid question of exactly this many bytes.
fn question_of(bytes: usize) -> String {
    let padding = bytes - question("").len();
    question(&"x".repeat(padding))
}

#[test]
fn a_body_of_a_mebibyte_is_taken_and_one_byte_more_is_not() {
    let response = answer(Script::new(), post(question_of(MIB)));
    assert_eq!(response.status, 200);
    let response = answer(Script::new(), post(question_of(MIB + 1)));
    assert_eq!(response.status, 413);
    let error = response.error();
    let message = error["message"].as_str().expect("a message is a string");
    assert!(message.contains("1048576 bytes"), "{message}");
}

#[test]
fn a_client_sees_why_even_if_it_sends_everything_first() {
    let api = start(Script::new());
    let mut connection = Connection::open(api.address());
    let response = connection.exchange(post(question_of(20 * MIB)));
    assert_eq!(response.status, 413);
    // And the connection is still good.
    assert_eq!(connection.ask("x").status, 200);
    let nowhere = post("x".repeat(20 * MIB));
    let nowhere = [
        b"POST /nowhere",
        &nowhere["POST /v1/chat/completions".len()..],
    ]
    .concat();
    assert_eq!(connection.exchange(nowhere).status, 404);
}
