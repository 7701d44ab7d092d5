use super::{Broken, Cause, Rule, busy_or};
use crate::evidence::Evidence;
use crate::plan::{Times, buffered, dealt, divisions};
use mock_api::Delay;
use timeline::seconds;

/// At most so many requests are in flight at once.
pub fn at_most_in_flight(limit: usize) -> Rule {
    let wanted = match limit {
        1 => "one request at a time".to_owned(),
        _ => format!("never more than {limit} in flight"),
    };
    Rule::new(wanted, Cause::Flight, move |seen| {
        let timeline = seen.timeline;
        let starts = seen.sent().into_iter().map(|(_, span)| span.start);
        let crowded = starts
            .map(|tick| (timeline.in_flight_at(tick), tick))
            .find(|&(count, _)| count > limit);
        let Some((count, tick)) = crowded else {
            return Ok(());
        };
        let all = count >= seen.asked.scenario().prompts().len();
        let advice = match (limit, all) {
            (1, _) => "Is there a thread or a task that need not be?",
            (_, true) => {
                "All are sent at once. Is the permit taken before the request is sent, and held until \
                 it is answered? Bound to _ it is dropped in the same line."
            }
            (_, false) => {
                "A few too many. Is each permit held until the answer is read to its end? Do all calls \
                 share one semaphore, or one set of workers?"
            }
        };
        let at = seconds(tick);
        Err(Broken::new(
            format!("{count} requests were in flight at {at}; the limit is {limit}."),
            advice,
        ))
    })
}

/// While a prompt has not been sent yet, so many requests are in flight.
pub fn no_idle_slot(slots: usize) -> Rule {
    no_idle_slot_before(slots, u32::MAX)
}

/// The same, but only before a tick.
pub fn no_idle_slot_before(slots: usize, end: u32) -> Rule {
    let wanted = match slots {
        1 => "no pause while there is work left".to_owned(),
        _ => format!("at least {slots} in flight while there is work left"),
    };
    Rule::new(wanted, Cause::Flight, move |seen| {
        // Who ends before that tick has left something idle from then on.
        let last = match end {
            u32::MAX => seen.timeline.metrics().time,
            _ => end,
        };
        let Some((tick, busy, label)) = (0..last).find_map(|tick| idle(seen, slots, tick)) else {
            return Ok(());
        };
        let at = seconds(tick);
        let told = match (slots, busy) {
            (1, _) => format!("At {at} nothing was in flight, and {label} was not sent yet."),
            _ => format!(
                "At {at} there was room for {slots}, {busy} in flight, and {label} was not sent yet."
            ),
        };
        Err(Broken::new(told, why_idle(seen, slots, tick, busy, label)))
    })
}

/// How many were in flight at a tick where more could have been, and what was not sent yet. Where
/// one is never sent that has to be, another rule says so.
fn idle<'a>(seen: &Evidence<'a>, slots: usize, tick: u32) -> Option<(u32, usize, &'a str)> {
    let prompts = seen.asked.scenario().prompts();
    let unsent = prompts
        .iter()
        .find(|prompt| match seen.timeline.lane(prompt).first() {
            Some(span) => span.start > tick,
            None => seen
                .asked
                .sends(prompt)
                .is_some_and(|times| *times.start() == 0),
        })?;
    let busy = seen.timeline.in_flight_at(tick) + connecting(seen, tick);
    (busy < slots).then_some((tick, busy, unsent.as_str()))
}

/// Connections that are being made: the server reads nothing from them yet.
fn connecting(seen: &Evidence<'_>, tick: u32) -> usize {
    let Delay::Ticks(cost) = *seen.asked.scenario().script().cost_of_a_connection() else {
        return 0;
    };
    let connections = seen.timeline.connections.iter();
    connections
        .filter(|&&made| made <= tick && tick < made + cost)
        .count()
}

/// Whether each prompt was sent when somebody would have sent it who works like that.
fn is_like(seen: &Evidence<'_>, work: impl Fn(&[u32]) -> Vec<Times>) -> bool {
    let scenario = seen.asked.scenario();
    let prompts = scenario.prompts();
    let latency = |prompt: &String| scenario.script().scripted(prompt, 0).ticks();
    let latencies: Vec<u32> = prompts.iter().map(latency).collect();
    let first = |prompt: &String| Some(seen.timeline.lane(prompt).first()?.start);
    let starts: Vec<Option<u32>> = prompts.iter().map(first).collect();
    let mut all = work(&latencies).into_iter();
    all.any(|times| {
        times
            .iter()
            .map(|&(start, _)| Some(start))
            .eq(starts.clone())
    })
}

fn why_idle(seen: &Evidence<'_>, slots: usize, tick: u32, busy: usize, unsent: &str) -> String {
    let timeline = seen.timeline;
    let peak = timeline.metrics().peak_in_flight;
    let prompts = seen.asked.scenario().prompts();
    let sent = seen.sent();
    let mut later = sent.iter().filter(|(_, span)| span.start > tick);
    let nothing_more = !later.any(|(lane, _)| prompts.iter().any(|prompt| prompt == lane));
    let never_sent = nothing_more && timeline.lane(unsent).is_empty();
    let in_order = is_like(seen, |latencies| vec![buffered(latencies, slots)]);
    // As many lists as there were calls at once; a few, of which all lengths can be tried.
    let divided = (2..=4).contains(&peak)
        && is_like(seen, |latencies| {
            [divisions(latencies, peak), vec![dealt(latencies, peak)]].concat()
        });
    // Lists of work may happen to end together.
    let waves = !divided && is_in_waves(seen, tick);
    let advice = match () {
        () if slots == 1 => {
            "Something else is waited for between two requests. What does the code do there?"
        }
        () if peak <= 1 => {
            "One request at a time: nothing overlaps. Is each call awaited, or each thread joined, \
             before the next is made? An iterator does nothing until it is collected. Does a lock, a \
             blocking call or a thread::sleep in async code hold up all others?"
        }
        () if busy == 0 && timeline.spans().all(|span| span.start > tick) => {
            "Nothing was sent yet. What is waited for first?"
        }
        () if never_sent => {
            "It was never sent. What stops the work before that, or waits until it is too late?"
        }
        () if peak < slots && slots < prompts.len() => {
            "There were never as many in flight as there may be. Are there fewer workers or permits \
             than the limit?"
        }
        () if in_order => {
            "The next one is sent only when the oldest is answered. A stream that is buffered in order \
             keeps the place of an answer that has to wait for its turn."
        }
        () if waves => {
            "The next ones were sent when all before them had been answered. Does a wave wait for its \
             slowest?"
        }
        () if slots >= prompts.len() => {
            "Not all are sent at once. Is there a limit that nobody asked for, or something that is \
             waited for between them?"
        }
        () => {
            "Is the next request sent as soon as any one is answered? Work that is divided beforehand \
             leaves one worker idle while another still has a list."
        }
    };
    busy_or(seen, advice)
}

/// Whether what is sent after a tick is sent together, when all before it had been answered.
fn is_in_waves(seen: &Evidence<'_>, tick: u32) -> bool {
    let sent = seen.sent();
    let Some(next) = sent
        .iter()
        .map(|(_, span)| span.start)
        .find(|&start| start > tick)
    else {
        return false;
    };
    let together = sent.iter().filter(|(_, span)| span.start == next).count();
    let mut before = sent.iter().filter(|(_, span)| span.start < next);
    together > 1 && before.all(|(_, span)| span.end.is_some_and(|end| end <= next))
}
