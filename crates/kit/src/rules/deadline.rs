use super::{Broken, Cause, Rule, busy_or};
use crate::evidence::Evidence;
use timeline::{Outcome, seconds};

/// What is in flight at this tick is given up then and not before, and nothing is sent from then on.
/// What comes first of that is told.
pub fn ends_at(tick: u32, what: &str) -> Rule {
    let what = what.to_owned();
    let wanted = format!("ends at {what}, and not before");
    Rule::new(wanted, Cause::Sent, move |seen| {
        let wrong = seen.sent().into_iter().find_map(|(label, span)| {
            let given_up = span.outcome == Outcome::Abandoned;
            let advice = match span.end {
                _ if span.start >= tick => {
                    return Some((
                        format!("{label} was sent at {}", seconds(span.start)),
                        "Is it looked at before every request whether that moment has come?",
                    ));
                }
                Some(end) if given_up && end < tick => {
                    "It is given up too early: all the time that is left is its own. Is the limit \
                     divided beforehand, or a figure of the code's own?"
                }
                Some(end) if end <= tick => return None,
                _ if given_up => {
                    "It is given up too late. Does the limit begin anew with each request, is it a \
                     figure of the code's own, or does something hold up the thread that has to look?"
                }
                _ => {
                    "It ran on. Does the limit begin anew with each request? Is it the call itself that \
                     is dropped then? A handle that is dropped stops no task, and a blocking call is \
                     not stopped by an async limit around it."
                }
            };
            Some((span.story(label).trim_end_matches('.').to_owned(), advice))
        });
        match wrong {
            None => stopped_early(seen, tick, &what),
            Some((story, advice)) => Err(Broken::new(
                format!("{story}; {what} is at {}.", seconds(tick)),
                busy_or(seen, advice),
            )),
        }
    })
}

/// Nothing is in flight any more, and something that has to be sent was not. Where a pause has used up
/// the time, that is told instead.
fn stopped_early(seen: &Evidence<'_>, tick: u32, what: &str) -> Result<(), Broken> {
    let mut prompts = seen.asked.scenario().prompts().iter();
    let unsent = prompts.find(|prompt| {
        let has_to_be = seen
            .asked
            .sends(prompt)
            .is_some_and(|times| *times.start() > 0);
        has_to_be && seen.timeline.lane(prompt).is_empty()
    });
    let paused = |end: u32| (0..end).any(|tick| seen.timeline.in_flight_at(tick) == 0);
    match (unsent, seen.timeline.ended_at()) {
        (Some(unsent), Some(end)) if end < tick && !paused(end) => Err(Broken::new(
            format!(
                "The last request ended at {}, and {unsent} was never sent; {what} is at {}.",
                seconds(end),
                seconds(tick)
            ),
            "It stops too early: there was time left. Is the limit a figure of the code's own, and is \
             each one sent while there is time?",
        )),
        _ => Ok(()),
    }
}
