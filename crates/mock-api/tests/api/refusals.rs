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
fn what_is_asked_for_and_cannot_be_had_is_refused_by_name() {
    let with = |fields: Value| {
        let mut body = json!({ "model": "m", "messages": [{ "role": "user", "content": "x" }] });
        let object = body.as_object_mut().expect("it is an object");
        object.extend(fields.as_object().expect("so are they").clone());
        body
    };
    let tool = |name: &str| json!([{ "type": "function", "function": { "name": name } }]);
    for (param, fields) in [
        ("stream", json!({ "stream": "yes" })),
        (
            "stream_options",
            json!({ "stream_options": { "include_usage": true } }),
        ),
        (
            "stream_options",
            json!({ "stream": true, "stream_options": 1 }),
        ),
        (
            "stream_options",
            json!({ "stream": true, "stream_options": { "include_usage": 1 } }),
        ),
        ("max_tokens", json!({ "max_tokens": 0 })),
        ("max_tokens", json!({ "max_tokens": "10" })),
        (
            "max_completion_tokens",
            json!({ "max_completion_tokens": -1 }),
        ),
        ("n", json!({ "n": 0 })),
        ("n", json!({ "n": 129 })),
        ("n", json!({ "n": 1.5 })),
        ("n", json!({ "n": 128, "padding": "x".repeat(40_000) })),
        ("stop", json!({ "stop": 1 })),
        ("stop", json!({ "stop": ["x", ""] })),
        ("logprobs", json!({ "logprobs": true })),
        ("top_logprobs", json!({ "top_logprobs": 3 })),
        ("modalities", json!({ "modalities": ["text", "audio"] })),
        ("audio", json!({ "audio": { "voice": "x" } })),
        ("functions", json!({ "functions": [] })),
        ("function_call", json!({ "function_call": "auto" })),
        ("web_search_options", json!({ "web_search_options": {} })),
        ("response_format", json!({ "response_format": "json" })),
        (
            "response_format",
            json!({ "response_format": { "type": "xml" } }),
        ),
        (
            "response_format",
            json!({ "response_format": { "type": "json_schema" } }),
        ),
        ("tools", json!({ "tools": [] })),
        ("tools", json!({ "tools": [{ "type": "custom" }] })),
        (
            "tools",
            json!({ "tools": [{ "type": "function", "function": {} }] }),
        ),
        ("tool_choice", json!({ "tool_choice": "required" })),
        (
            "tool_choice",
            json!({ "tools": tool("f"), "tool_choice": "always" }),
        ),
        (
            "tool_choice",
            json!({ "tools": tool("f"), "tool_choice": { "type": "function" } }),
        ),
        (
            "tool_choice",
            json!({
                "tools": tool("f"),
                "tool_choice": { "type": "function", "function": { "name": "g" } },
            }),
        ),
    ] {
        let body = with(fields);
        assert_eq!(refused(&body).0, param, "{body}");
    }
}

#[test]
fn what_asks_for_nothing_is_taken() {
    let nothing = json!({
        "model": "m",
        "messages": [{ "role": "user", "content": "x" }],
        "stream": null, "stream_options": null, "n": null, "max_tokens": null, "stop": null,
        "logprobs": false, "top_logprobs": 0, "modalities": ["text"], "audio": null,
        "functions": null, "tools": null, "tool_choice": "none", "response_format": null,
        "temperature": 0.2, "seed": 7, "user": "me", "some_newer_field": [1, 2],
    });
    let response = answer(Script::new(), post(nothing.to_string()));
    assert_eq!(response.status, 200, "{:?}", response.json());
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
    for scheme in ["Bearer", "bearer", "BEARER"] {
        let header = format!("Authorization: {scheme} secret\r\n");
        assert_eq!(with(&header).status, 200, "{header}");
    }
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
