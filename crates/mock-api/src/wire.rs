//! The wire format of OpenAI's chat completions, as far as clients rely on it.

use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};

/// What the API wants to know of a chat request.
pub(crate) struct ChatRequest {
    pub(crate) model: String,
    pub(crate) prompt: String,
}

/// Why a request is refused: what the error object says, beside its type, and the `Allow` header
/// of a 405.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) message: String,
    pub(crate) param: Option<&'static str>,
    pub(crate) allow: Option<&'static str>,
}

impl Refusal {
    pub(crate) fn new(status: u16, message: impl Into<String>) -> Self {
        Refusal {
            status,
            message: message.into(),
            param: None,
            allow: None,
        }
    }

    fn of(param: &'static str, message: impl Into<String>) -> Self {
        Refusal {
            param: Some(param),
            ..Refusal::new(400, message)
        }
    }
}

/// Reads a request. Fields that it does not know are ignored, as OpenAI's API does not refuse
/// what a newer client sends.
pub(crate) fn parse(body: &[u8]) -> Result<ChatRequest, Refusal> {
    let body: Value = serde_json::from_slice(body).map_err(|error| {
        Refusal::new(
            400,
            format!("The body of the request is not valid JSON: {error}."),
        )
    })?;
    let Some(fields) = body.as_object() else {
        return Err(Refusal::new(
            400,
            "The body of the request must be a JSON object.",
        ));
    };
    let model = match fields.get("model") {
        Some(Value::String(model)) if !model.is_empty() => model.clone(),
        Some(_) => return Err(Refusal::of("model", "'model' must be a string.")),
        None => {
            return Err(Refusal::of(
                "model",
                "You must provide a 'model' parameter.",
            ));
        }
    };
    let messages = match fields.get("messages") {
        Some(Value::Array(messages)) if !messages.is_empty() => messages,
        Some(_) => {
            return Err(Refusal::of(
                "messages",
                "'messages' must be an array, and not empty.",
            ));
        }
        None => {
            return Err(Refusal::of(
                "messages",
                "You must provide a 'messages' parameter.",
            ));
        }
    };
    let mut prompt = String::new();
    for message in messages {
        let Some(role) = message.get("role").and_then(Value::as_str) else {
            return Err(Refusal::of(
                "messages",
                "Each message must have a 'role', a string.",
            ));
        };
        let text = text(message.get("content")).ok_or_else(|| {
            let message = "The 'content' of a message must be a string or an array of parts.";
            Refusal::of("messages", message)
        })?;
        if role == "user" || prompt.is_empty() {
            prompt = text;
        }
    }
    match fields.get("stream") {
        None | Some(Value::Null | Value::Bool(false)) => Ok(ChatRequest { model, prompt }),
        Some(Value::Bool(true)) => {
            let message = "This mock API does not stream. Leave 'stream' out.";
            Err(Refusal::of("stream", message))
        }
        Some(_) => Err(Refusal::of("stream", "'stream' must be true or false.")),
    }
}

/// The text of a message: a string, or the text parts of an array. A message without content is
/// legal where a tool was called.
fn text(content: Option<&Value>) -> Option<String> {
    match content {
        None | Some(Value::Null) => Some(String::new()),
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Array(parts)) => parts
            .iter()
            .map(|part| match part.get("text") {
                None => part.get("type").map(|_| ""),
                Some(text) => text.as_str(),
            })
            .collect(),
        Some(_) => None,
    }
}

/// An answer, as JSON. It is written as text: to build a tree of values first takes longer than all
/// the rest that is done for a request, beside what hyper does.
pub(crate) fn completion(request: u64, model: &str, prompt: &str, text: &str) -> String {
    // Roughly what a tokenizer makes of English: four characters to a token.
    let tokens = |text: &str| text.chars().count().div_ceil(4);
    let (asked, said) = (tokens(prompt), tokens(text));
    let quoted = |text: &str| serde_json::to_string(text).expect("any text can be quoted");
    let (model, text) = (quoted(model), quoted(text));
    let (total, created) = (asked + said, now());
    format!(
        r#"{{
  "id": "chatcmpl-{request}",
  "object": "chat.completion",
  "created": {created},
  "model": {model},
  "choices": [{{
    "index": 0,
    "message": {{ "role": "assistant", "content": {text}, "refusal": null }},
    "logprobs": null,
    "finish_reason": "stop"
  }}],
  "usage": {{
    "prompt_tokens": {asked},
    "completion_tokens": {said},
    "total_tokens": {total}
  }}
}}"#
    )
}

pub(crate) fn error(refusal: &Refusal) -> Value {
    let (kind, code) = match refusal.status {
        401 => ("invalid_request_error", Some("invalid_api_key")),
        404 => ("invalid_request_error", Some("unknown_url")),
        429 => ("requests", Some("rate_limit_exceeded")),
        500.. => ("server_error", None),
        _ => ("invalid_request_error", None),
    };
    json!({ "error": {
        "message": refusal.message,
        "type": kind,
        "param": refusal.param,
        "code": code,
    }})
}

pub(crate) fn models() -> Value {
    json!({ "object": "list", "data": [{
        "id": "mock-1",
        "object": "model",
        "created": 1_767_225_600,
        "owned_by": "meanwhile",
    }]})
}

fn now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |now| now.as_secs())
}
