//! A client that others wrote for OpenAI's own API gets along with the mock.

use crate::common::answers;
use async_openai::Client;
use async_openai::config::OpenAIConfig;
use async_openai::error::{ApiErrorResponse, OpenAIError};
use async_openai::types::chat::{
    ChatCompletionRequestUserMessage, ChatCompletionStreamOptions, CreateChatCompletionRequest,
    CreateChatCompletionResponse,
};
use async_openai::types::embeddings::{CreateEmbeddingRequest, EmbeddingInput};
use futures::StreamExt;
use mock_api::{MockApi, Reply, Script};
use std::time::Duration;

fn start(script: Script) -> MockApi {
    MockApi::start(script).expect("there is a free port")
}

/// A client as a program has it that was written for the real API, but for the base URL.
fn client(api: &MockApi, key: &str) -> Client<OpenAIConfig> {
    let config = OpenAIConfig::new()
        .with_api_base(format!("{}/v1", api.url()))
        .with_api_key(key);
    // The machine that runs the tests may have a proxy, which cannot reach the mock.
    let http = reqwest::Client::builder().no_proxy().build();
    let http = http.expect("a client without TLS needs nothing of the system");
    Client::with_config(config).with_http_client(http)
}

fn question(prompt: &str) -> CreateChatCompletionRequest {
    CreateChatCompletionRequest {
        model: "gpt-4o-mini".into(),
        messages: vec![ChatCompletionRequestUserMessage::from(prompt).into()],
        ..Default::default()
    }
}

#[tokio::main(flavor = "current_thread")]
async fn ask(
    api: &MockApi,
    key: &str,
    prompt: &str,
) -> Result<CreateChatCompletionResponse, OpenAIError> {
    client(api, key).chat().create(question(prompt)).await
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

#[tokio::test]
async fn it_reads_a_stream_to_its_end() {
    let reply = Reply::ok().in_chunks(["one", " two", " three"]);
    let api = start(Script::new().otherwise(reply));
    let mut request = question("hello");
    request.stream_options = Some(ChatCompletionStreamOptions {
        include_usage: Some(true),
        include_obfuscation: None,
    });
    let stream = client(&api, "").chat().create_stream(request).await;
    let mut stream = stream.expect("the mock streams");
    let (mut texts, mut usage) = (Vec::new(), None);
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.expect("each event is a chunk");
        let contents = chunk.choices.into_iter().map(|choice| choice.delta.content);
        texts.extend(contents.flatten().filter(|text| !text.is_empty()));
        usage = chunk.usage.or(usage);
    }
    assert_eq!(texts, ["one", " two", " three"]);
    assert_eq!(usage.map(|usage| usage.completion_tokens), Some(3));
}

#[tokio::test]
async fn it_sees_a_stream_that_is_cut() {
    let reply = Reply::ok().in_chunks(["one", " two", " three"]);
    let api = start(Script::new().otherwise(reply.cut_off()));
    let stream = client(&api, "").chat().create_stream(question("x")).await;
    let chunks: Vec<_> = stream.expect("the mock streams").collect().await;
    assert!(chunks.iter().any(Result::is_err), "{chunks:?}");
}

#[tokio::test]
async fn it_embeds_texts() {
    let api = start(Script::new());
    let request = CreateEmbeddingRequest {
        model: "text-embedding-3-small".into(),
        input: EmbeddingInput::StringArray(vec!["a".into(), "b".into(), "c".into()]),
        ..Default::default()
    };
    let response = client(&api, "").embeddings().create(request).await;
    let response = response.expect("the mock answers");
    assert_eq!(response.data.len(), 3);
    assert_ne!(response.data[0].embedding, response.data[1].embedding);
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
