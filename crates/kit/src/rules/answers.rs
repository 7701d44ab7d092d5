use super::{Broken, Cause, Rule};
use crate::asked::Wanted;
use crate::evidence::Evidence;
use serde_json::Value;
use timeline::Outcome;

/// What is returned is what the task says, in its order. Part of every exercise but those that have
/// [`answers_of_those_sent`].
pub fn answers() -> Rule {
    Rule::new(
        "returns what is asked for, in order",
        Cause::Returned,
        |seen| compare(seen, &seen.asked.returned()),
    )
}

/// The answers to those prompts are returned that were sent and answered, in the order of the prompts.
pub fn answers_of_those_sent() -> Rule {
    let wanted = "returns the answers that came, in order";
    Rule::new(wanted, Cause::Returned, |seen| {
        let came = |prompt: &&String| {
            let mut spans = seen.timeline.lane(prompt).iter();
            spans.any(|span| matches!(span.outcome, Outcome::Answered(200..=299)))
        };
        let prompts = seen.asked.scenario().prompts().iter().filter(came);
        let wanted: Vec<Wanted> = prompts.map(|prompt| Wanted::answer(prompt)).collect();
        compare(seen, &wanted)
    })
}

fn compare(seen: &Evidence<'_>, wanted: &[Wanted]) -> Result<(), Broken> {
    let Some(returned) = seen.returned else {
        return Err(Broken::new("It returned nothing.", "What ended it?"));
    };
    let script = seen.asked.scenario().script();
    let expected: Vec<String> = wanted.iter().map(|wanted| wanted.text(script)).collect();
    if returned == expected {
        return Ok(());
    }
    let (mut sorted, mut all) = (returned.to_vec(), expected.clone());
    sorted.sort();
    all.sort();
    if sorted == all {
        return Err(match is_in_the_order_of_the_prompts(seen, wanted) {
            true => Broken::new(
                "All of it is there, but not in the order of the prompts.",
                "Answers come in an order of their own. Does each keep its place: by its index, or by \
                 the handle that is joined in order?",
            ),
            false => Broken::new(
                "All of it is there, but not in the order that is asked for.",
                "In which order is it collected, and in which is it wanted?",
            ),
        });
    }
    let (got, many) = (returned.len(), expected.len());
    if got != many {
        let answers = if got == 1 { "answer" } else { "answers" };
        let are = if many == 1 { "is" } else { "are" };
        let advice = match got < many {
            true => "Which of them are lost, and where? Is each result collected before the end?",
            false => "Is something returned that is not asked for?",
        };
        return Err(Broken::new(
            format!("It returned {got} {answers}; {many} {are} wanted."),
            advice,
        ));
    }
    let differ = |(got, wanted): (&String, &String)| got != wanted;
    let Some(first) = returned.iter().zip(&expected).position(differ) else {
        return Ok(());
    };
    let (number, got) = (first + 1, shortened(&returned[first]));
    let (said, wanted_text) = (&wanted[first], &expected[first]);
    let told = match said {
        Wanted::Answer(prompt) if was_answered(seen, prompt) => {
            format!("Answer {number} is \"{got}\"; to {prompt} the server said \"{wanted_text}\".")
        }
        _ => format!("Answer {number} is \"{got}\"; \"{wanted_text}\" is wanted."),
    };
    Err(Broken::new(
        told,
        why_different(&returned[first], wanted, said, wanted_text),
    ))
}

fn is_in_the_order_of_the_prompts(seen: &Evidence<'_>, wanted: &[Wanted]) -> bool {
    let prompts = seen.asked.scenario().prompts();
    let place = |wanted: &Wanted| match wanted {
        Wanted::Answer(answered) => prompts.iter().position(|prompt| prompt == answered),
        Wanted::Text(_) => None,
    };
    let places: Vec<usize> = wanted.iter().filter_map(place).collect();
    // What is wanted may be answers to other prompts than those that were given.
    !places.is_empty() && places.is_sorted()
}

fn was_answered(seen: &Evidence<'_>, prompt: &str) -> bool {
    let mut spans = seen.timeline.lane(prompt).iter();
    spans.any(|span| span.outcome.is_ok())
}

fn why_different(got: &str, all: &[Wanted], said: &Wanted, wanted: &str) -> &'static str {
    let json: Option<Value> = serde_json::from_str(got).ok();
    let has = |key: &str| json.as_ref().is_some_and(|json| json.get(key).is_some());
    match said {
        Wanted::Answer(_) if has("choices") => {
            "That is the whole body. The text is in choices[0].message.content."
        }
        Wanted::Answer(_) if has("content") || has("message") => {
            "That is a part of the body. The text is in choices[0].message.content."
        }
        Wanted::Answer(_) if got.trim_matches('"') == wanted => {
            "Is the text taken as a string, or printed as JSON with its quotes?"
        }
        Wanted::Answer(_) if all.contains(&Wanted::text_of(got)) => {
            "There was an answer. Is it kept when another one is late, or fails?"
        }
        Wanted::Answer(prompt) if got == prompt => {
            "That is the question. Where is the answer kept?"
        }
        Wanted::Answer(_) if got.is_empty() => {
            "It is empty. Is a default put in place of an answer that could not be read, or that was \
             not there yet?"
        }
        Wanted::Answer(_) => "Is each answer returned as the server gave it, to its own prompt?",
        Wanted::Text(_) => "Is exactly that returned where there is no answer?",
    }
}

/// As much of a text as is read in a line or two.
fn shortened(text: &str) -> String {
    const MOST: usize = 120;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}
