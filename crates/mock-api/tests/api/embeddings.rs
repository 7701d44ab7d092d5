//! Vectors for texts.

use crate::common::answers;
use crate::common::http::{Connection, Response, post_to};
use mock_api::{Delay, MockApi, Reply, Script};
use serde_json::{Value, json};
use timeline::Timeline;

fn start(script: Script) -> MockApi {
    MockApi::start(script).expect("there is a free port")
}

fn embed(api: &MockApi, body: &Value) -> Response {
    let request = post_to("/v1/embeddings", "", body.to_string());
    Connection::open(api.address()).exchange(request)
}

fn vectors(response: &Response) -> Vec<Value> {
    assert_eq!(response.status, 200, "{:?}", response.json());
    let data = response.json()["data"].clone();
    let data = data.as_array().expect("data is an array");
    let vector = |(index, one): (usize, &Value)| {
        assert_eq!(
            (&one["object"], &one["index"]),
            (&json!("embedding"), &json!(index))
        );
        one["embedding"].clone()
    };
    data.iter().enumerate().map(vector).collect()
}

#[test]
fn a_text_has_always_the_same_vector_alone_or_among_others() {
    let api = start(Script::new());
    let one = embed(&api, &json!({ "model": "m", "input": "text 1" }));
    assert_eq!(
        one.json()["usage"],
        json!({ "prompt_tokens": 3, "total_tokens": 3 })
    );
    let three = embed(
        &api,
        &json!({ "model": "m", "input": ["text 2", "text 1", "text 2"] }),
    );
    let (one, three) = (vectors(&one), vectors(&three));
    assert_eq!(one.len(), 1);
    assert_eq!(three.len(), 3);
    assert_eq!(one[0], three[1]);
    assert_eq!(three[0], three[2]);
    assert_ne!(three[0], three[1]);
    let numbers = one[0].as_array().expect("a vector is an array");
    let numbers = numbers.iter().map(|x| x.as_f64().expect("of numbers"));
    let numbers: Vec<f64> = numbers.collect();
    let sent: Vec<f32> = numbers.iter().map(|&x| x as f32).collect();
    assert_eq!(sent, mock_api::embedding_of("text 1"));
    let length: f64 = numbers.iter().map(|x| x * x).sum();
    assert!((length - 1.0).abs() < 1e-3, "{length}");
}

#[test]
fn it_has_as_many_dimensions_as_are_asked_for_and_their_bytes_too() {
    let api = start(Script::new());
    let body = json!({ "model": "m", "input": "x", "dimensions": 3 });
    let numbers = vectors(&embed(&api, &body));
    assert_eq!(numbers[0].as_array().map(Vec::len), Some(3));
    let body = json!({ "model": "m", "input": "x", "dimensions": 3, "encoding_format": "base64" });
    let bytes = vectors(&embed(&api, &body));
    // Three numbers of four bytes are sixteen letters.
    assert_eq!(bytes[0].as_str().map(str::len), Some(16));
}

#[test]
fn tokens_are_taken_for_texts() {
    let api = start(Script::new());
    let one = embed(&api, &json!({ "model": "m", "input": [1, 2, 3] }));
    assert_eq!(one.json()["usage"]["prompt_tokens"], 3);
    assert_eq!(vectors(&one).len(), 1);
    let two = embed(&api, &json!({ "model": "m", "input": [[1, 2, 3], [4]] }));
    assert_eq!(vectors(&two).len(), 2);
}

#[test]
fn what_is_no_text_is_refused_by_name() {
    let api = start(Script::new());
    for input in [
        json!(null),
        json!(""),
        json!([]),
        json!(1),
        json!({}),
        json!(["x", ""]),
        json!(["x", 1]),
        json!([[]]),
        json!([[-1]]),
        json!(vec!["x"; 2049]),
    ] {
        let response = embed(&api, &json!({ "model": "m", "input": input }));
        assert_eq!(response.status, 400, "{input}");
        assert_eq!(response.error()["param"], "input");
    }
    let many = vec!["x"; 500];
    for (param, more) in [
        (
            "dimensions",
            json!({ "model": "m", "input": many, "dimensions": 2001 }),
        ),
        (
            "dimensions",
            json!({ "model": "m", "input": "x", "dimensions": 0 }),
        ),
        (
            "encoding_format",
            json!({ "model": "m", "input": "x", "encoding_format": "int8" }),
        ),
        ("model", json!({ "input": "x" })),
        ("input", json!({ "model": "m" })),
    ] {
        assert_eq!(embed(&api, &more).error()["param"], param);
    }
}

#[test]
fn each_text_takes_its_time_on_top_of_the_call() {
    let script = Script::new()
        .embeddings(Reply::ok().after(2), Delay::Ticks(1))
        .replies("bad", [Reply::status(503).after(1), Reply::ok().after(4)]);
    let api = start(script);
    embed(&api, &json!({ "model": "m", "input": "alone" }));
    embed(&api, &json!({ "model": "m", "input": ["a", "b", "c"] }));
    // Its first text has a script of its own. A refusal takes no time for the texts.
    embed(&api, &json!({ "model": "m", "input": ["bad", "b"] }));
    embed(&api, &json!({ "model": "m", "input": ["bad", "b"] }));
    let events = api.stop();
    let expected = [
        (200, Some(3)),
        (200, Some(5)),
        (503, Some(1)),
        (200, Some(6)),
    ];
    assert_eq!(answers(&events), expected);
    let timeline = Timeline::from_events(&events, &[], std::time::Duration::ZERO);
    let labels: Vec<&str> = timeline
        .lanes
        .iter()
        .map(|lane| lane.label.as_str())
        .collect();
    assert_eq!(labels, ["alone", "a +2", "bad +1"]);
}
