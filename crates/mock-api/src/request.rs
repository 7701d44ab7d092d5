//! What a request asks for, and what it is answered with.

use crate::budget::Held;
use crate::client::bearer;
use crate::cors;
use crate::due::Due;
use crate::plan::Plan;
use crate::reply::Reply;
use crate::route::{self, Endpoint};
use crate::script::Script;
use crate::tokens;
use crate::wire::{self, ChatRequest, EmbeddingRequest, Refusal, Said};
use http_body_util::BodyExt;
use hyper::body::{Bytes, Incoming};
use hyper::header::HOST;
use hyper::http::request::Parts;
use std::time::Duration;

/// The largest body that is taken.
const MAX_BODY: usize = 1024 * 1024;

/// The largest body that is read to its end, so that its client sees the answer.
const MAX_READ: usize = 64 * MAX_BODY;

/// The most chunks of a stream: of a longer text, several tokens are one.
const MOST_CHUNKS: usize = 1000;

/// What a request asks for.
pub(crate) enum Asked {
    Work(Work),
    Models,
    Model(String),
    /// What a page may ask: these methods.
    Preflight(&'static str),
}

/// What is answered as a script says.
pub(crate) enum Work {
    /// It has much to say, and nothing of it is kept while the answer is waited for.
    Chat(Box<ChatRequest>),
    Embeddings(EmbeddingRequest),
}

/// The body of an answer.
pub(crate) enum Body {
    /// In one piece, which takes as long as a stream of so many chunks would.
    Whole { bytes: Bytes, chunks: usize },
    /// The chunks, and what comes at their end.
    Stream(Vec<String>, String),
}

impl Body {
    pub(crate) fn chunks(&self) -> usize {
        match self {
            Body::Whole { chunks, .. } => *chunks,
            Body::Stream(chunks, _) => chunks.len(),
        }
    }

    fn json(value: &serde_json::Value) -> Self {
        Body::Whole {
            bytes: value.to_string().into(),
            chunks: 1,
        }
    }
}

impl Work {
    /// What its script and its lane are named after.
    pub(crate) fn prompt(&self) -> &str {
        match self {
            Work::Chat(chat) => &chat.prompt,
            Work::Embeddings(asked) => asked.texts.first().map_or("", String::as_str),
        }
    }

    /// What its lane is called beside that.
    pub(crate) fn more(&self) -> String {
        match self {
            Work::Chat(_) => String::new(),
            Work::Embeddings(asked) => asked.more(),
        }
    }

    /// What its `usage` will say, if its script answers.
    pub(crate) fn tokens(&self, plan: &Plan) -> usize {
        match self {
            Work::Chat(chat) => {
                let answer = || plan.script.answer(&chat.prompt);
                let said = wire::say(chat, plan.next_text(&chat.prompt), answer);
                said.all_tokens(chat)
            }
            Work::Embeddings(asked) => asked.tokens,
        }
    }

    pub(crate) fn reply(&self, plan: &mut Plan, tick: u32) -> Reply {
        plan.reply(self.prompt(), tick, |script| match self {
            Work::Chat(_) => &script.otherwise,
            Work::Embeddings(_) => &script.embeddings,
        })
    }

    /// How much later it is answered than its reply says.
    pub(crate) fn later(&self, plan: &mut Plan) -> Due {
        match self {
            Work::Chat(_) => Due::NOW,
            Work::Embeddings(asked) => {
                let per_text = plan.script.per_text.clone();
                plan.cast_for(asked.texts.len(), &per_text)
            }
        }
    }

    pub(crate) fn body(&self, reply: &Reply, request: u64, script: &Script) -> Body {
        let text = reply.text.as_deref();
        if reply.status >= 400 {
            let text = text.unwrap_or(match reply.status {
                429 => "Rate limit reached. Please slow down.",
                500 => "The server had an error while processing your request.",
                503 => "The server is overloaded. Please try again later.",
                _ => "The script of this mock API says so.",
            });
            return Body::json(&wire::error(&Refusal {
                out_of: reply.out_of,
                ..Refusal::new(reply.status, text)
            }));
        }
        let chat = match self {
            Work::Chat(chat) => chat,
            Work::Embeddings(asked) => return Body::json(&wire::embeddings(asked)),
        };
        let said = wire::say(chat, text, || script.answer(&chat.prompt));
        if chat.stream && reply.has_body() {
            let (chunks, end) = wire::chunks(request, chat, &said, &pieces(&said, reply));
            return Body::Stream(chunks, end);
        }
        Body::Whole {
            bytes: wire::completion(request, chat, &said).into(),
            // How many there would be matters only where there is time between them.
            chunks: match reply.pace == crate::Delay::NONE {
                true => 1,
                false => pieces(&said, reply).len(),
            },
        }
    }
}

/// The chunks of a stream: those of the script, as far as they are said, or else the tokens.
fn pieces<'a>(said: &'a Said, reply: &Reply) -> Vec<&'a str> {
    let text = said.text.as_str();
    let mut pieces: Vec<&str> = Vec::new();
    match &reply.chunks {
        Some(chunks) => {
            let mut rest = text;
            for chunk in chunks {
                let (piece, others) = rest.split_at(chunk.len().min(rest.len()));
                pieces.push(piece);
                rest = others;
                if rest.is_empty() {
                    break;
                }
            }
        }
        None => {
            let each = tokens::count(text).div_ceil(MOST_CHUNKS).max(1);
            let (mut begin, mut end) = (0, 0);
            for (index, token) in tokens::tokens(text).enumerate() {
                if index > 0 && index.is_multiple_of(each) {
                    pieces.push(&text[begin..end]);
                    begin = end;
                }
                end += token.len();
            }
            pieces.push(&text[begin..]);
        }
    }
    pieces
}

/// Reads a body to its end, but keeps no more than may be taken, and than there is room for.
pub(crate) async fn read(
    body: Incoming,
    patience: Duration,
    held: &mut Held,
) -> Result<Bytes, Refusal> {
    match tokio::time::timeout(patience, read_all(body, held)).await {
        Ok(body) => body,
        Err(_) => Err(Refusal::new(408, "The body of the request took too long.")),
    }
}

async fn read_all(mut body: Incoming, held: &mut Held) -> Result<Bytes, Refusal> {
    let (mut kept, mut size, mut is_room) = (Vec::new(), 0, true);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| {
            let message = format!("The body of the request could not be read: {error}.");
            Refusal::new(400, message)
        })?;
        let Some(data) = frame.data_ref() else {
            continue;
        };
        size += data.len();
        if size <= MAX_BODY {
            is_room = is_room && held.grow(data.len());
            if is_room {
                kept.extend_from_slice(data);
            }
        } else if size > MAX_READ {
            break;
        }
    }
    if size > MAX_BODY {
        let message = format!("The body of the request is larger than {MAX_BODY} bytes.");
        return Err(Refusal::new(413, message));
    }
    if !is_room {
        let message = "There is no room for this body now: those of other requests take it all.";
        return Err(Refusal::new(503, message));
    }
    Ok(kept.into())
}

pub(crate) fn understand(
    head: &Parts,
    body: Result<Bytes, Refusal>,
    api_key: Option<&str>,
) -> Result<Asked, Refusal> {
    let Some(endpoint) = Endpoint::find(head.uri.path()) else {
        let host = head.headers.get(HOST).and_then(|host| host.to_str().ok());
        let message = route::not_found(&name(head), head.uri.path(), host);
        return Err(Refusal::new(404, message));
    };
    let allow = endpoint.methods();
    if cors::is_preflight(head) {
        return Ok(Asked::Preflight(allow));
    }
    if !allow.split(", ").any(|allowed| head.method == allowed) {
        let message = format!("{}: only {allow} is allowed here.", name(head));
        return Err(Refusal {
            allow: Some(allow),
            ..Refusal::new(405, message)
        });
    }
    if api_key.is_some_and(|key| bearer(&head.headers) != Some(key.as_bytes())) {
        let message = "Incorrect or missing API key: send 'Authorization: Bearer KEY'.";
        return Err(Refusal::new(401, message));
    }
    Ok(match endpoint {
        Endpoint::Chat => Asked::Work(Work::Chat(Box::new(ChatRequest::parse(&body?)?))),
        Endpoint::Embeddings => Asked::Work(Work::Embeddings(EmbeddingRequest::parse(&body?)?)),
        Endpoint::Models => Asked::Models,
        Endpoint::Model(name) => Asked::Model(name.to_owned()),
    })
}

/// Method and path: the name of a request that has no prompt.
pub(crate) fn name(head: &Parts) -> String {
    format!("{} {}", head.method, head.uri.path())
}
