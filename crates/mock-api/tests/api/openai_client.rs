//! A client that others wrote for OpenAI's own API gets along with the mock.

use crate::common::answers;
use async_openai::Client;
use async_openai::config::OpenAIConfig;
use async_openai::error::{ApiErrorResponse, OpenAIError};
use async_openai::types::chat::{
    ChatCompletionRequestUserMessage, CreateChatCompletionRequest, CreateChatCompletionResponse,
};
use mock_api::{MockApi, Reply, Script};
use std::time::Duration;

fn start(script: Script) -> MockApi {
    MockApi::start(script).expect("there is a free port")
}

/// Asks as a program would that was written for the real API, but for the base URL.
#[tokio::main(flavor = "current_thread")]
async fn ask(
    api: &MockApi,
    key: &str,
    prompt: &str,
) -> Result<CreateChatCompletionResponse, OpenAIError> {
    let config = OpenAIConfig::new()
        .with_api_base(format!("{}/v1", api.url()))
        .with_api_key(key);
    // The machine that runs the tests may have a proxy, which cannot reach the mock.
    let http = reqwest::Client::builder().no_proxy().build()?;
    let request = CreateChatCompletionRequest {
        model: "gpt-4o-mini".into(),
        messages: vec![ChatCompletionRequestUserMessage::from(prompt).into()],
        ..Default::default()
    };
    let client = Client::with_config(config).with_http_client(http);
    client.chat().create(request).await
}

fn refused(api: &MockApi, key: &str, prompt: &str) -> ApiErrorResponse {
    match ask(api, key, prompt) {
        Err(OpenAIError::ApiError(error)) => error,
        other => panic!("not an error of the API: {other:?}"),
    }
}

#[test]
fn it_completes_a_chat() {
    let api = start(Script::new().api_key("secret"));
    let response = ask(&api, "secret", "hello").expect("the mock answers");
    assert_eq!(response.object, "chat.completion");
    assert_eq!(response.model, "gpt-4o-mini");
    let said = response.choices[0].message.content.as_deref();
    assert_eq!(said, Some("You said: hello"));
    let usage = response.usage.expect("the mock counts tokens");
    assert_eq!(
        usage.total_tokens,
        usage.prompt_tokens + usage.completion_tokens
    );
}

#[test]
fn it_sees_a_429_as_a_rate_limit() {
    // It tries three times more on its own, and waits as long as it is told: not at all.
    let api = start(Script::new().otherwise(Reply::status(429).retry_after(0)));
    let error = refused(&api, "", "hello");
    assert_eq!(error.status_code, 429);
    assert_eq!(error.api_error.code.as_deref(), Some("rate_limit_exceeded"));
    assert_eq!(answers(&api.stop()), [(429, Some(0)); 4]);
}

#[test]
fn it_waits_as_long_as_it_is_told() {
    let replies = [Reply::status(429).retry_after(1), Reply::ok()];
    let api = start(Script::new().replies("hello", replies));
    ask(&api, "", "hello").expect("the second attempt is answered");
    let events = api.stop();
    assert_eq!(answers(&events), [(429, Some(0)), (200, Some(0))]);
    let last = events.last().expect("there are events");
    assert!(last.at >= Duration::from_secs(1), "{:?}", last.at);
}

#[test]
fn it_sees_what_is_wrong_with_a_request() {
    let api = start(Script::new().api_key("secret"));
    let error = refused(&api, "wrong", "hello");
    assert_eq!(error.status_code, 401);
    assert_eq!(error.api_error.code.as_deref(), Some("invalid_api_key"));
    let kind = error.api_error.r#type.as_deref();
    assert_eq!(kind, Some("invalid_request_error"));
}

#[test]
fn it_sees_a_server_error() {
    // It tries three times more on its own, and waits as long as it is told: not at all.
    let busy = Reply::status(503).retry_after(0).saying("Try later.");
    let api = start(Script::new().otherwise(busy));
    let error = refused(&api, "", "hello");
    assert_eq!(error.status_code, 503);
    assert!(error.api_error.message.contains("Try later."), "{error}");
}
