use super::Refusal;
use super::fields::Fields;
use super::format::Format;
use crate::tokens;
use serde_json::Value;

/// What the API wants to know of a chat request.
pub(crate) struct ChatRequest {
    pub(crate) model: String,
    /// The text of the last message of the user.
    pub(crate) prompt: String,
    /// Tokens of all that was sent.
    pub(crate) prompt_tokens: usize,
    /// Tokens after which an answer is cut.
    pub(crate) limit: Option<usize>,
    /// So many answers are wanted.
    pub(crate) choices: usize,
    /// Texts before which an answer ends.
    pub(crate) stops: Vec<String>,
    pub(crate) stream: bool,
    /// Whether a stream ends with its usage.
    pub(crate) usage: bool,
    pub(crate) format: Format,
}

/// Tokens that a message costs beside its text, and that an answer's beginning costs.
const PER_MESSAGE: usize = 4;
const PER_ANSWER: usize = 3;
/// Bytes of a request times answers that it may ask for: an answer is about as long as its request.
const MOST_SAID: usize = 4 * 1024 * 1024;
/// Tokens of a part that is no text, such as a small picture.
const PER_PART: usize = 85;

impl ChatRequest {
    /// Reads a request. What changes nothing that a program relies on, such as a temperature or a field
    /// of a newer client, is passed by; what does and cannot be done is refused.
    pub(crate) fn parse(body: &[u8]) -> Result<Self, Refusal> {
        let mut fields = Fields::parse(body)?;
        let choices = fields.number("n", 1..=128)?.unwrap_or(1);
        if choices > 1 && choices * body.len() > MOST_SAID {
            let message = "'n' is too large for a request of this length.";
            return Err(Refusal::of("n", message));
        }
        let model = fields.model()?;
        let (prompt, mut prompt_tokens) = messages(fields.needed("messages")?)?;
        if let Some(tools) = fields.get("tools") {
            prompt_tokens += tokens::count(&tools.to_string());
        }
        let stream = fields.flag("stream")?;
        let most = fields.number("max_tokens", 1..=u64::MAX)?;
        let limit = fields.number("max_completion_tokens", 1..=u64::MAX)?;
        refuse_what_is_not_known(&fields)?;
        Ok(ChatRequest {
            model,
            prompt,
            prompt_tokens,
            limit: limit.or(most),
            choices,
            stops: stops(&fields)?,
            stream,
            usage: usage(&fields, stream)?,
            format: Format::parse(&fields)?,
        })
    }
}

/// The prompt, and the tokens of all messages.
fn messages(messages: &Value) -> Result<(String, usize), Refusal> {
    let wrong = |message: &str| Refusal::of("messages", message);
    let messages = match messages {
        Value::Array(messages) if !messages.is_empty() => messages,
        _ => return Err(wrong("'messages' must be an array, and not empty.")),
    };
    let (mut prompt, mut tokens) = (String::new(), PER_ANSWER);
    for message in messages {
        let Some(role) = message.get("role").and_then(Value::as_str) else {
            return Err(wrong("Each message must have a 'role', a string."));
        };
        let content = message.get("content");
        let text = text(content).ok_or_else(|| {
            wrong("The 'content' of a message must be a string or an array of parts.")
        })?;
        tokens += PER_MESSAGE + tokens::count(&text) + PER_PART * parts_without_text(content);
        if let Some(calls) = message.get("tool_calls").filter(|calls| !calls.is_null()) {
            tokens += tokens::count(&calls.to_string());
        }
        if role == "user" || prompt.is_empty() {
            prompt = text;
        }
    }
    Ok((prompt, tokens))
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

fn parts_without_text(content: Option<&Value>) -> usize {
    let parts = content
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    let without = parts.iter().filter(|part| part.get("text").is_none());
    without.count()
}

fn stops(fields: &Fields) -> Result<Vec<String>, Refusal> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let stops = match fields.get("stop") {
        None => Some(Vec::new()),
        Some(Value::Array(stops)) => stops.iter().map(text).collect(),
        Some(stop) => text(stop).map(|stop| vec![stop]),
    };
    let message = "'stop' must be a text or an array of texts, none of them empty.";
    stops
        .filter(|stops| stops.iter().all(|stop| !stop.is_empty()))
        .ok_or_else(|| Refusal::of("stop", message))
}

fn usage(fields: &Fields, stream: bool) -> Result<bool, Refusal> {
    let wrong = |message: &str| Err(Refusal::of("stream_options", message));
    match fields.get("stream_options") {
        None => Ok(false),
        Some(_) if !stream => wrong("'stream_options' is only allowed where 'stream' is true."),
        Some(options) if options.is_object() => match options.get("include_usage") {
            None | Some(Value::Null) => Ok(false),
            Some(Value::Bool(usage)) => Ok(*usage),
            Some(_) => wrong("'include_usage' must be true or false."),
        },
        Some(_) => wrong("'stream_options' must be an object."),
    }
}

fn refuse_what_is_not_known(fields: &Fields) -> Result<(), Refusal> {
    let is_false = |value: &Value| *value == false;
    let is_zero = |value: &Value| *value == 0;
    let is_text = |value: &Value| *value == serde_json::json!(["text"]);
    let tools = "Use 'tools' and 'tool_choice'.";
    fields.refuse("logprobs", is_false, "Leave it out.")?;
    fields.refuse("top_logprobs", is_zero, "Leave it out.")?;
    fields.refuse("modalities", is_text, "It answers with text alone.")?;
    fields.refuse("audio", |_| false, "It answers with text alone.")?;
    fields.refuse("web_search_options", |_| false, "It searches nothing.")?;
    fields.refuse("functions", |_| false, tools)?;
    fields.refuse("function_call", |_| false, tools)
}
