//! What lesson 1 does without a client of ours: the errors of both libraries become the same one.

mod server;

use chat::Error;
use serde_json::Value;
use server::{saying, with_body};

fn blocking(url: &str) -> Result<Value, Error> {
    let agent: ureq::Agent = ureq::Agent::config_builder().proxy(None).build().into();
    let mut response = agent
        .post(url)
        .send_json(Value::Object(Default::default()))?;
    Ok(response.body_mut().read_json()?)
}

#[tokio::main(flavor = "current_thread")]
async fn asynchronous(url: &str) -> Result<Value, Error> {
    let client = reqwest::Client::builder().no_proxy().build()?;
    let question = Value::Object(Default::default());
    let response = client.post(url).json(&question).send().await?;
    Ok(response.error_for_status()?.json().await?)
}

type Form = fn(&str) -> Result<Value, Error>;
const FORMS: [Form; 2] = [blocking, asynchronous];

#[test]
fn json_is_read() {
    for ask in FORMS {
        assert_eq!(ask(&saying(with_body("[1]"))), Ok(serde_json::json!([1])));
    }
}

#[test]
fn a_status_is_told_without_its_message() {
    for ask in FORMS {
        let answer = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
        let error = ask(&saying(answer)).expect_err("503 is an error");
        assert!(matches!(error, Error::Status { code: 503, .. }), "{error}");
    }
}

#[test]
fn text_that_is_no_json_is_not_decoded() {
    for body in ["", "<h1>It works</h1>", "[1"] {
        for ask in FORMS {
            let error = ask(&saying(with_body(body))).expect_err("it is no JSON");
            assert!(matches!(error, Error::Decode(_)), "{error}");
        }
    }
}

#[test]
fn json_that_breaks_off_with_the_connection_is_a_failed_connection() {
    let counted = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[1, 2";
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[1, 2\r\n";
    for answer in [counted, chunked] {
        for ask in FORMS {
            let error = ask(&saying(answer)).expect_err("it breaks off");
            assert!(matches!(error, Error::Connect(_)), "{error}");
        }
    }
}
