//! Where the API is found, and by whom.

use crate::common::http::{Connection, Response, post_to, question};
use mock_api::{MockApi, Script};
use serde_json::json;

fn start(script: Script) -> MockApi {
    MockApi::start(script).expect("there is a free port")
}

fn send(api: &MockApi, request: &str) -> Response {
    Connection::open(api.address()).exchange(request)
}

#[test]
fn base_urls_that_people_use_are_served() {
    let api = start(Script::new());
    for base in ["", "/v1", "/compatible-mode/v1", "/api/paas/v4", "/api/v1"] {
        let chat = post_to(&format!("{base}/chat/completions"), "", question("x"));
        assert_eq!(
            Connection::open(api.address()).exchange(chat).status,
            200,
            "{base}"
        );
        let body = json!({ "model": "m", "input": "x" }).to_string();
        let embed = post_to(&format!("{base}/embeddings"), "", body);
        assert_eq!(
            Connection::open(api.address()).exchange(embed).status,
            200,
            "{base}"
        );
        let models = format!("GET {base}/models HTTP/1.1\r\nHost: mock\r\n\r\n");
        assert_eq!(send(&api, &models).status, 200, "{base}");
    }
}

#[test]
fn who_asks_for_something_else_is_told_what_there_is() {
    let api = start(Script::new());
    for path in ["/v1/completions", "/v1/responses", "/v1/images/generations"] {
        let response = Connection::open(api.address()).exchange(post_to(path, "", "{}"));
        assert_eq!(response.status, 404, "{path}");
        let error = response.error();
        let message = error["message"].as_str().expect("text");
        assert!(message.contains(path), "{message}");
        assert!(message.contains("POST /v1/chat/completions"), "{message}");
        let other = "client.chat.completions.create(...)";
        assert_eq!(
            message.contains(other),
            path == "/v1/responses",
            "{message}"
        );
    }
    let wrong_base = post_to("/openai/v9/chat/completions", "", question("x"));
    let response = Connection::open(api.address()).exchange(wrong_base);
    assert_eq!(response.status, 404);
    let message = response.error()["message"].to_string();
    assert!(
        message.contains("The base URL is http://mock/v1."),
        "{message}"
    );
}

#[test]
fn a_model_is_found_by_any_name_that_a_chat_may_have() {
    let api = start(Script::new());
    for name in ["mock-1", "gpt-4o-mini", "org/some-model"] {
        let response = send(
            &api,
            &format!("GET /v1/models/{name} HTTP/1.1\r\nHost: m\r\n\r\n"),
        );
        assert_eq!(response.status, 200);
        assert_eq!(response.json()["id"], name);
        assert_eq!(response.json()["object"], "model");
    }
}

#[test]
fn every_answer_has_an_id_of_its_own() {
    let api = start(Script::new());
    let mut connection = Connection::open(api.address());
    let mut ids = Vec::new();
    for _ in 0..3 {
        let answers = [
            connection.ask("x"),
            connection.exchange(post_to("/v1/embeddings", "", "nonsense")),
            connection.exchange("GET /v1/models HTTP/1.1\r\nHost: mock\r\n\r\n"),
        ];
        let id = |answer: &Response| answer.header("x-request-id").map(str::to_owned);
        ids.extend(answers.iter().map(|answer| id(answer).expect("it has one")));
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 9, "{ids:?}");
}

#[test]
fn a_page_of_another_origin_may_ask() {
    let api = start(Script::new().api_key("secret"));
    // The browser asks without the key whether the page may send it.
    let preflight = "OPTIONS /v1/chat/completions HTTP/1.1\r\nHost: mock\r\n\
        Origin: http://localhost:3000\r\nAccess-Control-Request-Method: POST\r\n\
        Access-Control-Request-Headers: authorization,content-type\r\n\
        Access-Control-Request-Private-Network: true\r\n\r\n";
    let may = send(&api, preflight);
    assert_eq!(may.status, 204);
    assert_eq!(may.header("access-control-allow-origin"), Some("*"));
    assert_eq!(may.header("access-control-allow-methods"), Some("POST"));
    let headers = may.header("access-control-allow-headers");
    assert_eq!(headers, Some("authorization,content-type"));
    assert_eq!(
        may.header("access-control-allow-private-network"),
        Some("true")
    );
    // What it gets it may read, errors and headers too.
    let origin = "Origin: http://localhost:3000\r\n";
    let with_key = format!("{origin}Authorization: Bearer secret\r\n");
    for (headers, status) in [(origin, 401), (&with_key, 200)] {
        let request = post_to("/v1/chat/completions", headers, question("x"));
        let response = Connection::open(api.address()).exchange(request);
        assert_eq!(response.status, status);
        assert_eq!(response.header("access-control-allow-origin"), Some("*"));
        let exposed = response.header("access-control-expose-headers");
        assert!(exposed.is_some_and(|exposed| exposed.contains("x-request-id")));
    }
    // Others are not bothered with it.
    let request = post_to("/v1/chat/completions", "", question("x"));
    let response = Connection::open(api.address()).exchange(request);
    assert!(
        !response.head.contains("access-control"),
        "{}",
        response.head
    );
}
