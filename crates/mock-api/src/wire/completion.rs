use super::chat::ChatRequest;
use super::format::Format;
use super::now;
use crate::tokens;
use serde_json::{Value, json};

/// What an answer says, the same in each of its choices.
pub(crate) struct Said {
    pub(crate) text: String,
    /// The function that is called with the text for its arguments.
    call: Option<String>,
    finish: &'static str,
    /// Tokens of one choice.
    tokens: usize,
}

impl Said {
    /// Tokens of all that was asked and said.
    pub(crate) fn all_tokens(&self, chat: &ChatRequest) -> usize {
        chat.prompt_tokens + self.tokens * chat.choices
    }
}

/// What is said to a request: what the script says, or else an answer in the format that is asked for; and
/// no more than is asked for.
pub(crate) fn say(
    chat: &ChatRequest,
    scripted: Option<&str>,
    answer: impl FnOnce() -> String,
) -> Said {
    let is_object = |text: &str| serde_json::from_str::<serde_json::Map<_, Value>>(text).is_ok();
    let call = match &chat.format {
        // A script may have a model answer that was told to call.
        Format::Call { name, .. } if scripted.is_none_or(is_object) => Some(name.clone()),
        _ => None,
    };
    let mut text = match scripted {
        Some(text) => text.to_owned(),
        None => chat.format.say(answer()),
    };
    let mut finish = if call.is_some() { "tool_calls" } else { "stop" };
    let stops = chat.stops.iter();
    if let Some(stop) = stops.filter_map(|stop| text.find(stop.as_str())).min()
        && call.is_none()
    {
        text.truncate(stop);
    }
    let (mut tokens, mut kept) = (0, 0);
    for token in tokens::tokens(&text) {
        if chat.limit == Some(tokens) {
            finish = "length";
            break;
        }
        tokens += 1;
        kept += token.len();
    }
    text.truncate(kept);
    Said {
        text,
        call,
        finish,
        tokens,
    }
}

fn usage(chat: &ChatRequest, said: &Said) -> Value {
    let completion = said.tokens * chat.choices;
    json!({
        "prompt_tokens": chat.prompt_tokens,
        "completion_tokens": completion,
        "total_tokens": chat.prompt_tokens + completion,
    })
}

/// The body of an answer in one piece. It is written as text: to build a tree of values first takes longer
/// than all the rest that is done for a request, beside what hyper does.
pub(crate) fn completion(request: u64, chat: &ChatRequest, said: &Said) -> String {
    let quoted = |text: &str| serde_json::to_string(text).expect("any text can be quoted");
    let (model, text) = (quoted(&chat.model), quoted(&said.text));
    let (content, call) = match &said.call {
        None => (text, String::new()),
        Some(name) => {
            let function = format!(r#"{{ "name": {}, "arguments": {text} }}"#, quoted(name));
            let call = format!(
                r#"{{ "id": "call_{request}", "type": "function", "function": {function} }}"#
            );
            ("null".to_owned(), format!(r#", "tool_calls": [{call}]"#))
        }
    };
    let choice = |index| {
        format!(
            r#"{{
    "index": {index},
    "message": {{ "role": "assistant", "content": {content}, "refusal": null{call} }},
    "logprobs": null,
    "finish_reason": "{}"
  }}"#,
            said.finish
        )
    };
    let choices: Vec<String> = (0..chat.choices).map(choice).collect();
    let (choices, created, usage) = (choices.join(", "), now(), usage(chat, said));
    format!(
        r#"{{
  "id": "chatcmpl-{request}",
  "object": "chat.completion",
  "created": {created},
  "model": {model},
  "choices": [{choices}],
  "usage": {usage}
}}"#
    )
}

/// The events of a stream: so many texts as there are pieces, the last with the end of the stream.
pub(crate) fn chunks(
    request: u64,
    chat: &ChatRequest,
    said: &Said,
    pieces: &[&str],
) -> (Vec<String>, String) {
    let id = format!("chatcmpl-{request}");
    let created = now();
    let event = |choices: Value, usage: Option<Value>| {
        let mut chunk = json!({
            "id": id,
            "object": "chat.completion.chunk",
            "created": created,
            "model": chat.model,
            "choices": choices,
        });
        if chat.usage {
            chunk["usage"] = usage.unwrap_or(Value::Null);
        }
        format!("data: {chunk}\n\n")
    };
    // An event for each choice: what they add to what was said.
    let events = |delta: &Value, finish: Option<&str>| -> String {
        let choice = |index: usize| {
            json!([{
                "index": index,
                "delta": delta,
                "logprobs": null,
                "finish_reason": finish,
            }])
        };
        let choices = (0..chat.choices).map(choice);
        choices.map(|choice| event(choice, None)).collect()
    };
    let begin = match &said.call {
        None => json!({ "role": "assistant", "content": "", "refusal": null }),
        Some(name) => json!({
            "role": "assistant",
            "content": null,
            "tool_calls": [{
                "index": 0,
                "id": format!("call_{request}"),
                "type": "function",
                "function": { "name": name, "arguments": "" },
            }],
        }),
    };
    let add = |piece: &&str| match &said.call {
        None => json!({ "content": piece }),
        Some(_) => json!({ "tool_calls": [{
            "index": 0,
            "function": { "arguments": piece },
        }]}),
    };
    let mut texts: Vec<String> = pieces
        .iter()
        .map(|piece| events(&add(piece), None))
        .collect();
    if let Some(first) = texts.first_mut() {
        *first = events(&begin, None) + first;
    }
    let mut end = events(&json!({}), Some(said.finish));
    if chat.usage {
        end += &event(json!([]), Some(usage(chat, said)));
    }
    end += "data: [DONE]\n\n";
    (texts, end)
}
