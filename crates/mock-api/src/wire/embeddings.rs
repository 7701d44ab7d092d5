use super::Refusal;
use super::fields::Fields;
use crate::tokens;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Numbers in a vector, unless told otherwise. Those of real models have a thousand or more, which
/// would be nothing but bytes here.
const DIMENSIONS: usize = 16;

/// Numbers in all vectors of an answer.
const MOST_NUMBERS: usize = 1_000_000;

/// What the API wants to know of a request for embeddings.
pub(crate) struct EmbeddingRequest {
    model: String,
    pub(crate) texts: Vec<String>,
    dimensions: usize,
    /// As bytes in base64: how OpenAI's own clients ask.
    base64: bool,
    pub(crate) tokens: usize,
}

impl EmbeddingRequest {
    pub(crate) fn parse(body: &[u8]) -> Result<Self, Refusal> {
        let mut fields = Fields::parse(body)?;
        let model = fields.model()?;
        let (texts, tokens) = input(fields.needed("input")?)?;
        let base64 = match fields.get("encoding_format").map(Value::as_str) {
            None | Some(Some("float")) => false,
            Some(Some("base64")) => true,
            Some(_) => {
                let message = "'encoding_format' must be float or base64.";
                return Err(Refusal::of("encoding_format", message));
            }
        };
        let dimensions = fields.number("dimensions", 1..=4096)?;
        let dimensions = dimensions.unwrap_or(DIMENSIONS);
        if dimensions * texts.len() > MOST_NUMBERS {
            let message = format!("More than {MOST_NUMBERS} numbers are not made at once.");
            return Err(Refusal::of("dimensions", message));
        }
        Ok(EmbeddingRequest {
            model,
            texts,
            dimensions,
            base64,
            tokens,
        })
    }

    /// What it is named after in a timeline, beside the first text.
    pub(crate) fn more(&self) -> String {
        match self.texts.len() {
            0 | 1 => String::new(),
            texts => format!(" +{}", texts - 1),
        }
    }
}

/// The texts, and their tokens. A text may be given as the numbers of its tokens.
fn input(input: &Value) -> Result<(Vec<String>, usize), Refusal> {
    let message = "'input' must be a text, not empty, or an array of 1 to 2048 texts; a text may be \
                   an array of tokens.";
    let wrong = || Refusal::of("input", message);
    let is_number = |value: &Value| value.is_u64();
    let inputs = match input {
        Value::Array(inputs) if inputs.len() > 2048 && !inputs.iter().all(is_number) => {
            return Err(wrong());
        }
        Value::Array(inputs) if !inputs.is_empty() && !inputs.iter().all(is_number) => {
            inputs.as_slice()
        }
        one => std::slice::from_ref(one),
    };
    let mut all = 0;
    let text = |input: &Value| match input {
        Value::String(text) if !text.is_empty() => {
            all += tokens::count(text);
            Some(text.clone())
        }
        Value::Array(numbers) if !numbers.is_empty() && numbers.iter().all(is_number) => {
            all += numbers.len();
            let numbers: Vec<String> = numbers.iter().map(Value::to_string).collect();
            Some(numbers.join(" "))
        }
        _ => None,
    };
    let texts: Option<Vec<String>> = inputs.iter().map(text).collect();
    Ok((texts.ok_or_else(wrong)?, all))
}

pub(crate) fn embeddings(asked: &EmbeddingRequest) -> Value {
    let embedding = |text: &String| {
        let vector = vector(text, asked.dimensions);
        if asked.base64 {
            let bytes: Vec<u8> = vector.iter().flat_map(|x| x.to_le_bytes()).collect();
            STANDARD.encode(bytes).into()
        } else {
            json!(vector)
        }
    };
    let data = asked.texts.iter().enumerate().map(|(index, text)| {
        json!({ "object": "embedding", "index": index, "embedding": embedding(text) })
    });
    json!({
        "object": "list",
        "data": data.collect::<Vec<_>>(),
        "model": asked.model,
        "usage": { "prompt_tokens": asked.tokens, "total_tokens": asked.tokens },
    })
}

/// The vector that the API answers with for a text, where no number of dimensions is asked for.
pub fn embedding_of(text: &str) -> Vec<f32> {
    vector(text, DIMENSIONS)
}

/// A vector of length 1, always the same one for a text: the sum of what its words point at, so that
/// texts that share words are near each other.
fn vector(text: &str, dimensions: usize) -> Vec<f32> {
    let mut sum = vec![0.0_f32; dimensions];
    for word in text.split_whitespace().chain([text]) {
        let mut hasher = DefaultHasher::new();
        word.to_lowercase().hash(&mut hasher);
        let mut random = fastrand::Rng::with_seed(hasher.finish());
        for x in &mut sum {
            *x += random.f32() - 0.5;
        }
    }
    let length = sum.iter().map(|x| x * x).sum::<f32>().sqrt();
    // The sum of all may be nothing, in one case of very many.
    let length = if length > 0.0 { length } else { 1.0 };
    sum.iter().map(|x| x / length).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_share_words_are_near_each_other() {
        let near = |one: &str, other: &str| -> f32 {
            let (one, other) = (vector(one, 64), vector(other, 64));
            one.iter().zip(&other).map(|(x, y)| x * y).sum()
        };
        let same = near("a cat on a mat", "a cat on a mat");
        assert!((same - 1.0).abs() < 1e-3, "{same}");
        let shares = near("a cat on a mat", "the cat on the mat");
        let strange = near("a cat on a mat", "seven green bottles");
        assert!(shares > strange + 0.2, "{shares} {strange}");
    }
}
