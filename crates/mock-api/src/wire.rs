//! The wire format of OpenAI's API, as far as clients rely on it.

mod chat;
mod completion;
mod embeddings;
mod fields;
mod format;
mod refusal;
mod schema;

pub(crate) use chat::ChatRequest;
pub(crate) use completion::{Said, chunks, completion, say};
pub use embeddings::embedding_of;
pub(crate) use embeddings::{EmbeddingRequest, embeddings};
pub(crate) use refusal::{Refusal, error};

use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};

/// The model that the API names. It answers to any other name too.
const MODEL: &str = "mock-1";

pub(crate) fn models() -> Value {
    json!({ "object": "list", "data": [model(MODEL)] })
}

pub(crate) fn model(name: &str) -> Value {
    json!({
        "id": name,
        "object": "model",
        "created": 1_767_225_600,
        "owned_by": "meanwhile",
    })
}

fn now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |now| now.as_secs())
}
