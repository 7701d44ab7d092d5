//! What a batcher does with errors and with callers that have gone.

use chat::{Client, Error};
use kit::{Delay, Reply, Scenario};
use lesson_13::batcher;
use mock_api::MockApi;
use std::sync::mpsc;
use std::thread;
use tokio::sync::oneshot;

/// A server for texts, and what it answers to those that begin with `first`.
fn start(first: &str, reply: Reply) -> MockApi {
    let scenario = Scenario::given(["a", "b", "c"]).follow_up(first, reply);
    let scenario = scenario.serving(|script| script.embeddings(Reply::ok(), Delay::Ticks(0)));
    MockApi::start(scenario.script().clone()).expect("there is a free port")
}

fn is_unavailable(answer: &Result<Vec<f32>, Error>) -> bool {
    matches!(answer, Err(Error::Status { code: 503, .. }))
}

#[test]
fn an_error_is_that_of_all_texts_in_a_request_and_of_no_other() {
    let api = start("a", Reply::status(503));
    let client = chat::blocking::Client::new(&api.url());
    let (batch, texts) = mpsc::channel();
    let call = |text: &str| {
        let (caller, answer) = mpsc::channel();
        batch.send((text.to_owned(), caller)).expect("it is open");
        answer
    };
    let a = call("a");
    // One caller has gone. The others get what is theirs.
    drop(call("b"));
    let batcher = thread::spawn(move || batcher::blocking::batcher(&client, &texts));
    let a = a.recv().expect("it answers everybody");
    assert!(is_unavailable(&a), "{a:?}");
    let c = call("c").recv().expect("it goes on");
    assert_eq!(c, Ok(kit::embedding_of("c")));
    drop(batch);
    batcher.join().expect("it ends when nobody is left");
}

#[tokio::test]
async fn the_same_in_async_form() {
    let api = start("a", Reply::status(503));
    let client = Client::new(&api.url());
    let (batch, texts) = tokio::sync::mpsc::unbounded_channel();
    let call = |text: &str| {
        let (caller, answer) = oneshot::channel();
        batch.send((text.to_owned(), caller)).expect("it is open");
        answer
    };
    let [a, b] = ["a", "b"].map(call);
    drop(call("c"));
    tokio::spawn(batcher::asynchronous::batcher(client, texts));
    for answer in [a, b] {
        let answer = answer.await.expect("it answers everybody");
        assert!(is_unavailable(&answer), "{answer:?}");
    }
    let c = call("c").await.expect("it goes on");
    assert_eq!(c, Ok(kit::embedding_of("c")));
}
