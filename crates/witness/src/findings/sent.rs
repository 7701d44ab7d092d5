use super::{Evidence, Finding, name};
use crate::run::{Request, retries};
use crate::words::{number, seconds, times};
use std::collections::HashMap;
use std::time::Duration;

/// The program never came.
pub(super) fn nothing(seen: &Evidence<'_>) -> Option<Finding> {
    if !seen.requests.is_empty() || seen.around.interrupted {
        return None;
    }
    let connected = match seen.run.opened.len() {
        0 => "The program never connected.".to_owned(),
        opened => format!(
            "{}, and no request on them.",
            number(opened, "connection", "connections")
        ),
    };
    Some(Finding {
        seen: connected,
        at: Duration::ZERO,
        means: "It has to take its address from OPENAI_BASE_URL, which the OpenAI clients do unless \
                they are told another one, or from MEANWHILE_URL. And calls have to be awaited: one \
                that nobody awaits does nothing."
            .to_owned(),
        lessons: &[],
    })
}

/// A request that went to no place of the API.
pub(super) fn wrong_address(seen: &Evidence<'_>) -> Option<Finding> {
    let lost = |request: &&&Request<'_>| matches!(request.status(), Some(404 | 405));
    let first = seen.requests.iter().find(lost)?;
    let count = seen.requests.iter().filter(lost).count();
    let at = seconds(first.start);
    let status = first.status().unwrap_or(404);
    Some(Finding {
        seen: format!(
            "{} went where nothing is, and got {status}: {} at {at}.",
            number(count, "request", "requests"),
            name(first)
        ),
        at: first.start,
        means: match first.label.ends_with("/responses") {
            true => "It asks for the Responses API, which is not here. Chat completions are: \
                     client.chat.completions.create(...) or, in the AI SDK, openai.chat(...)."
                .to_owned(),
            false => "The base URL ends with /v1, and the client adds the rest, such as \
                      /chat/completions. Is one of the two put together by hand?"
                .to_owned(),
        },
        lessons: &["sequential"],
    })
}

/// What cannot succeed was sent again.
pub(super) fn hopeless(seen: &Evidence<'_>) -> Option<Finding> {
    let hopeless = |status| matches!(status, 400..=407 | 410..=424 | 426..=428 | 431..=499 | 501);
    let again = retries(&seen.requests);
    let mut again = again
        .iter()
        .filter(|retry| retry.before.status().is_some_and(hopeless));
    let first = again.next()?;
    let status = first.before.status()?;
    let more = again.count();
    let (what, at) = (name(first.after), seconds(first.after.start));
    Some(Finding {
        seen: format!(
            "{status} was sent again: {what} at {at}{}.",
            match more {
                0 => String::new(),
                _ => format!(", and {} more", number(more, "attempt", "attempts")),
            }
        ),
        at: first.after.start,
        means: "The same request will fail again: it is wrong, and not the moment. Retry 429 and 500 to \
                504, a timeout and a lost connection, and let the rest be an error."
            .to_owned(),
        lessons: &["backoff"],
    })
}

/// What had been answered was asked once more, in a program that asks each thing once.
pub(super) fn again_though_answered(seen: &Evidence<'_>) -> Option<Finding> {
    let mut answered: HashMap<(u32, u64), Duration> = HashMap::new();
    let mut twice: Vec<(&Request<'_>, Duration)> = Vec::new();
    let asks = |request: &&&Request<'_>| !request.label.starts_with("GET ");
    for request in seen.requests.iter().filter(asks) {
        let key = (request.client, request.body);
        if let Some(&end) = answered.get(&key).filter(|&&end| end <= request.start) {
            twice.push((request, end));
        }
        if let Some(end) = request.end.filter(|_| request.is_ok()) {
            answered.entry(key).or_insert(end);
        }
    }
    // Who asks for several answers to one prompt does it with most of them.
    let different = answered.len();
    let (first, end) = twice.first()?;
    if different < 3 || twice.len() * 2 > different {
        return None;
    }
    let prompts = match twice.len() {
        1 => "The same prompt was sent twice though the first was answered".to_owned(),
        count => format!("What was answered already was sent again {}", times(count)),
    };
    Some(Finding {
        seen: format!(
            "{prompts}: {} at {}, answered at {}.",
            name(first),
            seconds(first.start),
            seconds(*end)
        ),
        at: first.start,
        means: "The same call is made in two places, or a second pass repeats what worked together with \
                what failed. Keep each answer with its question, and repeat only what has none."
            .to_owned(),
        lessons: &["partial-failure", "backoff"],
    })
}
