//! reqwest has three limits, and its error names the phase that a call was in, not the limit.

use super::{CONNECT, READ, TOTAL};
use futures::future::join_all;
use reqwest::{Client, Error};
use serde_json::json;

/// Asks all questions at once, each under all limits, and tells which of them ended it.
#[tokio::main(flavor = "current_thread")]
pub async fn ask(base_url: &str, questions: &[String]) -> Vec<String> {
    let config = Client::builder()
        .connect_timeout(CONNECT)
        // Until the answer begins, and then for each part of it.
        .read_timeout(READ)
        .timeout(TOTAL);
    // The mock API is on this machine: a proxy could not reach it.
    let client = config.no_proxy().build().expect("fails only for TLS");
    let url = format!("{base_url}/v1/chat/completions");
    let call = async |question| {
        let messages = [json!({ "role": "user", "content": question })];
        let question = json!({ "model": "mock-1", "messages": messages });
        let response = client.post(&url).json(&question).send().await?;
        response.error_for_status()?.text().await
    };
    let tell = async |question| format!("{question}: {}", outcome(call(question).await));
    join_all(questions.iter().map(tell)).await
}

fn outcome(result: Result<String, Error>) -> String {
    match result {
        Ok(_) => "answered".to_owned(),
        // Asked first: a connection that took too long is also a request that did.
        Err(error) if error.is_timeout() && error.is_connect() => {
            "no connection in time".to_owned()
        }
        Err(error) if error.is_timeout() && error.is_request() => "no answer in time".to_owned(),
        Err(error) if error.is_timeout() => "part of an answer in time".to_owned(),
        Err(error) => match error.status() {
            Some(code) => format!("refused with {}", code.as_u16()),
            None => error.to_string(),
        },
    }
}
