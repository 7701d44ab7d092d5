//! What a client may have in a time, and how it is told.

use crate::common::http::{Connection, Response, post_to, question, question_with};
use mock_api::{MockApi, RateLimit, Reply, Script, TokenLimit};
use serde_json::json;
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

fn start(script: Script) -> MockApi {
    MockApi::start(script).expect("there is a free port")
}

fn ask(api: &MockApi, headers: &str, body: &str) -> Response {
    let request = post_to("/v1/chat/completions", headers, body);
    Connection::open(api.address()).exchange(request)
}

fn requests(requests: usize) -> RateLimit {
    RateLimit {
        requests,
        per: MINUTE,
    }
}

fn tokens(tokens: usize) -> TokenLimit {
    TokenLimit {
        tokens,
        per: MINUTE,
    }
}

fn number(response: &Response, name: &str) -> usize {
    let value = response.header(name).unwrap_or_else(|| panic!("no {name}"));
    value.parse().unwrap_or_else(|_| panic!("{name}: {value}"))
}

#[test]
fn a_client_is_told_how_much_is_left() {
    let api = start(
        Script::new()
            .rate_limit(requests(2))
            .token_limit(tokens(1000)),
    );
    for left in [1, 0] {
        let response = ask(&api, "", &question("hello"));
        let used = response.json()["usage"]["total_tokens"].clone();
        let used = used.as_u64().expect("a number");
        assert_eq!(number(&response, "x-ratelimit-limit-requests"), 2);
        assert_eq!(number(&response, "x-ratelimit-remaining-requests"), left);
        assert_eq!(number(&response, "x-ratelimit-limit-tokens"), 1000);
        let used = usize::try_from(used).expect("a small one") * (2 - left);
        assert_eq!(
            number(&response, "x-ratelimit-remaining-tokens"),
            1000 - used
        );
        for name in ["x-ratelimit-reset-requests", "x-ratelimit-reset-tokens"] {
            assert_eq!(response.header(name), Some("1m0s"));
        }
    }
    let refused = ask(&api, "", &question("hello"));
    assert_eq!(refused.status, 429);
    assert_eq!(refused.error()["type"], "requests");
    assert_eq!(number(&refused, "x-ratelimit-remaining-requests"), 0);
    let seconds = number(&refused, "retry-after");
    assert!((58..=60).contains(&seconds), "{seconds}");
    let millis = number(&refused, "retry-after-ms");
    assert!((58_000..=60_000).contains(&millis), "{millis}");
}

#[test]
fn without_a_limit_nothing_is_told_of_one() {
    let response = ask(&start(Script::new()), "", &question("hello"));
    assert!(!response.head.contains("ratelimit"), "{}", response.head);
}

#[test]
fn tokens_run_out_as_usage_counts_them() {
    let api = start(Script::new().reply("scripted", Reply::ok().saying("one two")));
    let cost = |body: &str| {
        let usage = ask(&api, "", body).json()["usage"]["total_tokens"].clone();
        usize::try_from(usage.as_u64().expect("a number")).expect("a small one")
    };
    let twice = json!({ "n": 2, "max_tokens": 3 });
    for body in [
        question("hello"),
        question("scripted"),
        question_with("hello there", &twice),
    ] {
        let cost = cost(&body);
        // Enough for it twice, but for one.
        let script = Script::new().reply("scripted", Reply::ok().saying("one two"));
        let short = start(script.clone().token_limit(tokens(2 * cost - 1)));
        assert_eq!(ask(&short, "", &body).status, 200);
        let refused = ask(&short, "", &body);
        assert_eq!(refused.status, 429, "{body}");
        assert_eq!(refused.error()["type"], "tokens");
        assert_eq!(number(&refused, "x-ratelimit-remaining-tokens"), cost - 1);
        assert!(refused.header("retry-after").is_some());
        let enough = start(script.token_limit(tokens(2 * cost)));
        assert_eq!(ask(&enough, "", &body).status, 200);
        assert_eq!(ask(&enough, "", &body).status, 200);
    }
}

#[test]
fn what_never_fits_is_told_so() {
    let api = start(Script::new().token_limit(tokens(10)));
    let refused = ask(&api, "", &question(&"word ".repeat(20)));
    assert_eq!(refused.status, 429);
    let message = refused.error()["message"].to_string();
    assert!(message.contains("the limit is 10"), "{message}");
    assert_eq!(refused.header("retry-after"), None);
    // It cost nothing.
    assert_eq!(number(&refused, "x-ratelimit-remaining-tokens"), 10);
}

#[test]
fn every_key_has_limits_of_its_own() {
    let api = start(Script::new().rate_limit(requests(1)));
    let body = question("hello");
    for headers in [
        "",
        "Authorization: Bearer one\r\n",
        "Authorization: Bearer two\r\n",
    ] {
        assert_eq!(ask(&api, headers, &body).status, 200, "{headers}");
        assert_eq!(ask(&api, headers, &body).status, 429, "{headers}");
    }
    // The same key, however it is written.
    assert_eq!(
        ask(&api, "Authorization: bearer one\r\n", &body).status,
        429
    );
}

#[test]
fn many_keys_are_not_kept_for_ever_and_take_nothing_from_others() {
    let limit = RateLimit {
        requests: 1,
        per: timeline::TICK,
    };
    let api = start(Script::new().rate_limit(limit).max_in_flight(1));
    let mut connection = Connection::open(api.address());
    for key in 0..3000 {
        let headers = format!("Authorization: Bearer {key}\r\n");
        let request = post_to("/v1/chat/completions", &headers, question("x"));
        assert_eq!(connection.exchange(request).status, 200, "{key}");
    }
}

/// Every address of 127.0.0.0/8 is this machine's, on Linux.
#[cfg(target_os = "linux")]
#[tokio::main(flavor = "current_thread")]
async fn connect(from: [u8; 4], api: &MockApi) -> Connection {
    let socket = tokio::net::TcpSocket::new_v4().expect("the system has sockets");
    socket.bind((from, 0).into()).expect("the address is ours");
    let stream = socket.connect(api.address()).await;
    let stream = stream.and_then(tokio::net::TcpStream::into_std);
    let stream = stream.expect("the server listens");
    stream.set_nonblocking(false).expect("it takes options");
    Connection::over(stream)
}

#[test]
#[cfg(target_os = "linux")]
fn without_a_key_every_address_has_limits_of_its_own() {
    let limited = Script::new().rate_limit(requests(1));
    for (script, headers) in [
        (limited.clone(), ""),
        // A key that all have to send tells nobody apart.
        (
            limited.api_key("secret"),
            "Authorization: Bearer secret\r\n",
        ),
    ] {
        let api = start(script);
        for from in [[127, 0, 0, 1], [127, 0, 0, 2]] {
            let ask = || {
                let request = post_to("/v1/chat/completions", headers, question("x"));
                connect(from, &api).exchange(request).status
            };
            assert_eq!((ask(), ask()), (200, 429), "{from:?}");
        }
    }
}
