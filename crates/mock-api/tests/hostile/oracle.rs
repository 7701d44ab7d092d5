use serde_json::Value;

/// The status that the body of a chat request deserves, said once more in other words.
pub(crate) fn status(body: &[u8]) -> u16 {
    match serde_json::from_slice(body) {
        Ok(body) if is_question(&body) => 200,
        _ => 400,
    }
}

fn is_question(body: &Value) -> bool {
    let model = body["model"].as_str().unwrap_or_default();
    let messages = body["messages"].as_array();
    let messages = messages.map(Vec::as_slice).unwrap_or_default();
    let stream = &body["stream"];
    !model.is_empty()
        && !messages.is_empty()
        && messages.iter().all(is_message)
        && (stream.is_null() || stream.is_boolean())
}

fn is_message(message: &Value) -> bool {
    let content = &message["content"];
    let parts = content.as_array().map(Vec::as_slice).unwrap_or_default();
    message["role"].is_string()
        && (content.is_null() || content.is_string() || content.is_array())
        && parts.iter().all(is_part)
}

fn is_part(part: &Value) -> bool {
    match part.get("text") {
        Some(text) => text.is_string(),
        None => part.get("type").is_some(),
    }
}
