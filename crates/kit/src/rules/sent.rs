use super::{Broken, Cause, Rule, times};
use crate::evidence::Evidence;
use timeline::{Outcome, Span, seconds};

/// The lane of a request that goes to the right place and holds no question.
const QUESTIONS: &str = "POST /v1/chat/completions";

/// What is told of it.
const NO_QUESTION: &str = "The body is JSON with a model and with messages, each of which has a role and a content. What \
     is sent in its place?";

/// What is told of an error when the server got a request to this lane, which is none of a prompt.
pub(crate) fn why_not_answered(lane: &str) -> String {
    match lane {
        QUESTIONS => format!("The server got {lane} without a prompt in it. {NO_QUESTION}"),
        _ => format!("The server got {lane}. Questions go to {QUESTIONS}, after the base URL."),
    }
}

/// Each prompt is sent as often as the task says, nothing else is, and nothing after the call has
/// returned. Part of every exercise.
pub fn sends_what_is_asked() -> [Rule; 2] {
    [
        Rule::new("sends nothing that is not asked for", Cause::Sent, |seen| {
            foreign(seen)?;
            too_often(seen)?;
            after_the_return(seen)
        }),
        Rule::new(
            "leaves out nothing that is to be sent",
            Cause::Missing,
            missing,
        ),
    ]
}

fn foreign(seen: &Evidence<'_>) -> Result<(), Broken> {
    let known = seen.asked.scenario().lanes().len();
    let Some(lane) = seen.timeline.lanes.get(known) else {
        return Ok(());
    };
    let label = &lane.label;
    // A request without a prompt has the name of what it asked for.
    let is_path = ["GET /", "POST /", "PUT /", "HEAD /"]
        .iter()
        .any(|method| label.starts_with(method));
    Err(match is_path {
        true if label == QUESTIONS => Broken::new(
            format!("The server got {label} without a prompt in it."),
            NO_QUESTION,
        ),
        true => Broken::new(
            format!("The server got {label}, which is not where questions are answered."),
            "A question goes to POST /v1/chat/completions, after the base URL. Is the address put \
             together like that?",
        ),
        false => Broken::new(
            format!("The server got a request that is not asked for: {label}."),
            "Is each prompt sent as it was given, and nothing beside?",
        ),
    })
}

fn too_often(seen: &Evidence<'_>) -> Result<(), Broken> {
    let lanes = seen.timeline.lanes.iter();
    let mut lanes = lanes.filter(|lane| seen.asked.sends(&lane.label).is_some());
    let wrong = lanes.find_map(|lane| {
        let most = *seen.asked.sends(&lane.label)?.end();
        let extra = lane.spans.get(most)?;
        Some((lane, most, extra))
    });
    let Some((lane, most, extra)) = wrong else {
        return Ok(());
    };
    let (label, sent, at) = (&lane.label, lane.spans.len(), seconds(extra.start));
    Err(match most {
        0 => Broken::new(
            format!("{label} was sent at {at}; it is not to be sent at all."),
            "What has to be true before it is sent?",
        ),
        _ => Broken::new(
            format!(
                "{label} was sent {}; {} is enough. The last that is too much came at {at}.",
                times(sent),
                times(most)
            ),
            again(&lane.spans[most - 1], extra),
        ),
    })
}

/// What a request too much usually means, by how the one before it had ended.
fn again(before: &Span, extra: &Span) -> &'static str {
    match before.outcome {
        _ if before.end.is_none_or(|end| end > extra.start) => {
            "The one before was still in flight. Is the same call made in two places?"
        }
        Outcome::Answered(200..=299) => {
            "It had been answered. Is the same call made in two places?"
        }
        Outcome::Answered(400..=428 | 430..=499 | 501 | 505..) => {
            "The answer to the one before said that the same request would fail again. Which statuses \
             are worth another attempt?"
        }
        Outcome::Answered(_) | Outcome::Cut => {
            "How many attempts are there to be, the first included?"
        }
        Outcome::Abandoned | Outcome::InFlight => {
            "The one before was given up. Is it to be sent again?"
        }
    }
}

fn after_the_return(seen: &Evidence<'_>) -> Result<(), Broken> {
    let Some(end) = seen.returned_at() else {
        return Ok(());
    };
    let late = seen.sent().into_iter().find(|(_, span)| span.start > end);
    let left = || {
        let mut sent = seen.sent().into_iter();
        sent.find(|(_, span)| span.start <= end && span.end.is_none_or(|last| last > end))
    };
    let end = seconds(end);
    if let Some((label, span)) = late {
        let at = seconds(span.start);
        return Err(Broken::new(
            format!("{label} was sent at {at}, when your function had returned at {end}."),
            "Is there a thread or a task that nobody waits for?",
        ));
    }
    match left() {
        None => Ok(()),
        Some((label, _)) => Err(Broken::new(
            format!("{label} was still in flight when your function returned at {end}."),
            "Is every call awaited, or stopped, before the function returns?",
        )),
    }
}

fn missing(seen: &Evidence<'_>) -> Result<(), Broken> {
    if seen.events.is_empty() {
        return Err(Broken::new(
            "Nothing was sent to the server.",
            "Is each call made, and each future awaited? A future that nobody awaits does nothing. \
             Does the address begin with the base URL?",
        ));
    }
    let wrong = seen.asked.scenario().lanes().iter().find_map(|lane| {
        let least = *seen.asked.sends(lane)?.start();
        let sent = seen.timeline.lane(lane).len();
        (sent < least).then_some((lane, sent, least))
    });
    let Some((lane, sent, least)) = wrong else {
        return Ok(());
    };
    let ended = seen.timeline.lane(lane).last().map(|span| span.outcome);
    Err(match (sent, ended) {
        (0, _) => Broken::new(
            format!("{lane} was never sent."),
            "Is there one request for each prompt, and is each of them awaited?",
        ),
        (_, Some(Outcome::Answered(status))) => Broken::new(
            format!(
                "{lane} was sent {}, and answered {status}; {} is wanted.",
                times(sent),
                times(least)
            ),
            "Which answers are worth another attempt, and how many attempts are there to be?",
        ),
        (_, ended) => Broken::new(
            format!(
                "{lane} was sent {}; {} is wanted.",
                times(sent),
                times(least)
            ),
            match ended {
                Some(Outcome::Abandoned) => {
                    "The client hung up before it was answered. Is there a limit that is too short?"
                }
                _ => "How many attempts are there to be?",
            },
        ),
    })
}

/// The prompts are sent in their order: none before one that stands before it.
pub fn sends_in_order() -> Rule {
    Rule::new("sends them in order", Cause::Sent, |seen| {
        let prompts = seen.asked.scenario().prompts().iter();
        let first = |prompt: &String| Some(seen.timeline.lane(prompt).first()?.start);
        let sent: Vec<(&String, u32)> = prompts
            .filter_map(|prompt| Some((prompt, first(prompt)?)))
            .collect();
        let Some(pair) = sent.windows(2).find(|pair| pair[1].1 < pair[0].1) else {
            return Ok(());
        };
        let [(earlier, _), (later, at)] = pair else {
            return Ok(());
        };
        Err(Broken::new(
            format!("{later} was sent at {}, before {earlier}.", seconds(*at)),
            "In which order are they taken? It is that in which the function is given them.",
        ))
    })
}

/// No request is sent after this tick, at which something happens: `the deadline`.
pub fn nothing_sent_after(tick: u32, what: &str) -> Rule {
    let what = what.to_owned();
    let wanted = format!("sends nothing after {what}");
    Rule::new(wanted, Cause::Sent, move |seen| {
        let late = seen.sent().into_iter().find(|(_, span)| span.start > tick);
        match late {
            None => Ok(()),
            Some((label, span)) => Err(Broken::new(
                format!(
                    "{label} was sent at {}; {what} came at {}.",
                    seconds(span.start),
                    seconds(tick)
                ),
                format!("Is it looked at before every request whether {what} has come?"),
            )),
        }
    })
}

/// The request of this lane is given up by the client at this tick, at which something happens.
pub fn hangs_up(lane: &str, tick: u32, what: &str) -> Rule {
    let (lane, what) = (lane.to_owned(), what.to_owned());
    let wanted = format!("gives up {lane} at {what}");
    Rule::new(wanted, Cause::Ended, move |seen| {
        let spans = seen.timeline.lane(&lane);
        let Some(span) = spans.last() else {
            return Err(Broken::new(
                format!("{lane} was never sent, so it could not be given up."),
                "Is every call made before one of them ends? Something lets this one wait, or forgets it.",
            ));
        };
        let story = span.story(&lane);
        let given_up = span.outcome == Outcome::Abandoned;
        let early = span.end.is_some_and(|end| end < tick);
        match (given_up, early) {
            (true, true) => Err(Broken::new(
                format!("{story}; {what} comes at {}.", seconds(tick)),
                "It is given up too early. What else has a limit, or ends the whole?",
            )),
            (true, false) if span.end == Some(tick) => Ok(()),
            (true, false) => Err(Broken::new(
                format!("{story}; {what} came at {}.", seconds(tick)),
                "It is given up too late. What is waited for before it is stopped? A call that is \
                 dropped hangs up when its runtime next runs: nothing may hold up that thread.",
            )),
            (false, _) => Err(Broken::new(
                format!("{story}; {what} came at {}.", seconds(tick)),
                "It ran on. Is the call itself dropped or aborted then? A handle that is dropped \
                 stops no task, and a blocking call is not stopped by an async limit around it.",
            )),
        }
    })
}

/// Everything that is sent is waited for until it is answered.
pub fn waits_for_all() -> Rule {
    Rule::new("waits for all that it has sent", Cause::Ended, |seen| {
        let mut sent = seen.sent().into_iter();
        let lost = sent.find(|(_, span)| span.outcome == Outcome::Abandoned);
        match lost {
            None => Ok(()),
            Some((label, span)) => Err(Broken::new(
                format!("{}.", span.story(label)),
                "What drops it? A select! drops what has not won; a function that returns drops all \
                 that it holds.",
            )),
        }
    })
}
