use crate::run::{Failure, Record};
use timeline::{Outcome, Span, Timeline, seconds};

/// What the record of a solution must show. A broken rule says what the server saw, on which lane
/// and when, and what that usually means.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// The function returns the text of each answer, in the order of the prompts. The texts are
    /// made anew for each run, so that only the server can know them.
    Answers,
    /// Each prompt is sent exactly once, and nothing else is.
    EachOnce,
    /// At most so many requests are in flight at once.
    AtMostInFlight(usize),
    /// While a prompt has not been sent yet, so many requests are in flight.
    NoIdleSlot(usize),
    /// The last request ends so many ticks after the first event, or earlier.
    DoneWithin(u32),
    /// At most so many connections are opened.
    AtMostConnections(usize),
    /// The request of this lane is given up by the client at this tick.
    HungUp(&'static str, u32),
    /// The requests of this lane are all answered: none is given up.
    NotGivenUp(&'static str),
    /// No request is sent after this tick.
    NothingSentAfter(u32),
    /// This lane has exactly so many requests.
    Attempts(&'static str, usize),
    /// The client waits so many ticks, or more, between the attempts of this lane.
    Gaps(&'static str, &'static [u32]),
    /// The first requests of these lanes arrive in this order, each at a later tick or at the same.
    Order(&'static [&'static str]),
}

/// A rule and what an exercise has to say to somebody who breaks it.
#[derive(Debug, Clone)]
pub(crate) struct Check {
    pub(crate) rule: Rule,
    pub(crate) advice: String,
}

impl Rule {
    /// The rule in a few words, as something that is to be so.
    pub fn wanted(&self) -> String {
        match self {
            Rule::Answers => "returns what the server answered, in order".to_owned(),
            Rule::EachOnce => "sends every prompt once, and nothing else".to_owned(),
            Rule::AtMostInFlight(limit) => format!("never more than {limit} in flight"),
            Rule::NoIdleSlot(slots) => format!("{slots} in flight while there is work left"),
            Rule::DoneWithin(ticks) => format!("done within {}", seconds(*ticks)),
            Rule::AtMostConnections(1) => "opens one connection".to_owned(),
            Rule::AtMostConnections(limit) => format!("opens at most {limit} connections"),
            Rule::HungUp(lane, tick) => format!("gives up {lane} at {}", seconds(*tick)),
            Rule::NotGivenUp(lane) => format!("waits for {lane} to its end"),
            Rule::NothingSentAfter(tick) => format!("sends nothing after {}", seconds(*tick)),
            Rule::Attempts(lane, count) => format!("sends {lane} {}", times(*count)),
            Rule::Gaps(lane, _) => format!("waits longer each time before it repeats {lane}"),
            Rule::Order(lanes) => format!("sends {} in this order", lanes.join(", ")),
        }
    }

    /// What a broken rule usually means, where the exercise has nothing better to say.
    pub(crate) fn advice(&self) -> &'static str {
        match self {
            Rule::Answers => "Is each answer returned as the server gave it?",
            Rule::EachOnce => "Is there one request for each prompt, and is each of them awaited?",
            Rule::AtMostInFlight(_) => {
                "Is the permit taken before the request is sent, and held until it is answered?"
            }
            Rule::NoIdleSlot(_) => {
                "Is the next request sent as soon as one is answered, or does it wait for others?"
            }
            Rule::DoneWithin(_) => "Does one request wait for another that it does not need?",
            Rule::AtMostConnections(_) => "Is a new client made where one could be shared?",
            Rule::HungUp(..) => "Is the limit around this call, and is the call dropped then?",
            Rule::NotGivenUp(_) => "Is there a limit that is too short for it?",
            Rule::NothingSentAfter(_) => "Is it checked before every request whether to go on?",
            Rule::Attempts(..) => "Which answers are worth another attempt, and how many?",
            Rule::Gaps(..) => "Does the wait grow with each attempt?",
            Rule::Order(_) => "What decides who goes first?",
        }
    }

    /// What the record shows against the rule, if anything.
    pub(crate) fn broken(
        &self,
        record: &Record,
        prompts: &[String],
        expected: &[String],
    ) -> Option<String> {
        let timeline = &record.timeline;
        let metrics = timeline.metrics();
        match *self {
            Rule::Answers => wrong_answers(record, expected),
            Rule::EachOnce => not_once(timeline, prompts.len()),
            Rule::AtMostInFlight(limit) => too_many_in_flight(timeline, limit),
            Rule::NoIdleSlot(slots) => idle_slot(timeline, slots),
            Rule::DoneWithin(ticks) => (metrics.time > ticks).then(|| {
                let (took, enough) = (seconds(metrics.time), seconds(ticks));
                format!("The last request ended after {took}; {enough} are enough.")
            }),
            Rule::AtMostConnections(limit) => (metrics.connections > limit).then(|| {
                let (opened, are) = (metrics.connections, if limit == 1 { "is" } else { "are" });
                format!("{opened} connections were opened; {limit} {are} enough.")
            }),
            Rule::HungUp(lane, tick) => {
                let given_up =
                    |span: &Span| span.outcome == Outcome::Abandoned && span.end == Some(tick);
                let spans = spans(timeline, lane);
                (!spans.iter().any(given_up)).then(|| match spans.last() {
                    None => format!("{lane} was never sent."),
                    Some(span) => format!("{}.", span.story(lane)),
                })
            }
            Rule::NotGivenUp(lane) => {
                let spans = spans(timeline, lane);
                let lost = spans.iter().find(|span| span.outcome == Outcome::Abandoned);
                lost.map(|span| format!("{}.", span.story(lane)))
            }
            Rule::NothingSentAfter(tick) => timeline
                .lanes
                .iter()
                .flat_map(|lane| lane.spans.iter().map(move |span| (lane, span)))
                .find(|(_, span)| span.start > tick)
                .map(|(lane, span)| format!("{} was sent at {}.", lane.label, seconds(span.start))),
            Rule::Attempts(lane, count) => {
                let sent = spans(timeline, lane).len();
                (sent != count).then(|| was_sent(lane, sent))
            }
            Rule::Gaps(lane, gaps) => short_gap(timeline, lane, gaps),
            Rule::Order(lanes) => out_of_order(timeline, lanes),
        }
    }
}

fn times(count: usize) -> String {
    match count {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        _ => format!("{count} times"),
    }
}

fn was_sent(lane: &str, count: usize) -> String {
    match count {
        0 => format!("{lane} was never sent."),
        _ => format!("{lane} was sent {}.", times(count)),
    }
}

fn spans<'a>(timeline: &'a Timeline, label: &str) -> &'a [Span] {
    let lane = timeline.lanes.iter().find(|lane| lane.label == label);
    lane.map_or(&[], |lane| &lane.spans)
}

fn wrong_answers(record: &Record, expected: &[String]) -> Option<String> {
    let returned = match &record.result {
        Ok(returned) => returned,
        Err(Failure::Error(error)) => return Some(format!("It returned an error: {error}.")),
        Err(Failure::Panic(panic)) => return Some(format!("Your code stopped: {panic}.")),
        Err(Failure::Hang(_)) => return Some("It never returned.".to_owned()),
    };
    if returned == expected {
        return None;
    }
    let (mut sorted, mut wanted) = (returned.clone(), expected.to_vec());
    sorted.sort();
    wanted.sort();
    if sorted == wanted {
        let message = "The answers are all there, but not in the order of the prompts.";
        return Some(message.to_owned());
    }
    if returned.len() != expected.len() {
        let (got, wanted) = (returned.len(), expected.len());
        let answers = if got == 1 { "answer" } else { "answers" };
        return Some(format!("It returned {got} {answers}; {wanted} are wanted."));
    }
    let first = returned
        .iter()
        .zip(expected)
        .position(|(got, wanted)| got != wanted)?;
    let (number, got, wanted) = (first + 1, &returned[first], &expected[first]);
    Some(format!(
        "Answer {number} is \"{got}\"; the server said \"{wanted}\"."
    ))
}

fn not_once(timeline: &Timeline, prompts: usize) -> Option<String> {
    // Lanes that nobody asked for come after those of the prompts.
    let (wanted, extra) = timeline.lanes.split_at(prompts.min(timeline.lanes.len()));
    if let Some(lane) = extra.first() {
        return Some(format!(
            "The server got a request that is not asked for: {}.",
            lane.label
        ));
    }
    let lane = wanted.iter().find(|lane| lane.spans.len() != 1)?;
    Some(was_sent(&lane.label, lane.spans.len()))
}

fn too_many_in_flight(timeline: &Timeline, limit: usize) -> Option<String> {
    let mut starts: Vec<u32> = timeline.spans().map(|span| span.start).collect();
    starts.sort_unstable();
    let crowded = starts
        .into_iter()
        .find(|&tick| in_flight(timeline, tick) > limit)?;
    let (count, at) = (in_flight(timeline, crowded), seconds(crowded));
    Some(format!(
        "{count} requests were in flight at {at}; the limit is {limit}."
    ))
}

fn idle_slot(timeline: &Timeline, slots: usize) -> Option<String> {
    let ticks = 0..timeline.metrics().time;
    ticks.into_iter().find_map(|tick| {
        let waiting = timeline.lanes.iter().find(|lane| {
            lane.spans.first().is_none_or(|span| span.start > tick)
        })?;
        let busy = in_flight(timeline, tick);
        (busy < slots).then(|| {
            let at = seconds(tick);
            let label = &waiting.label;
            format!("At {at} there was room for {slots}, {busy} in flight, and {label} was not sent yet.")
        })
    })
}

/// Requests in flight just after a tick.
fn in_flight(timeline: &Timeline, tick: u32) -> usize {
    let there = |span: &&Span| span.start <= tick && span.end.is_none_or(|end| end > tick);
    timeline.spans().filter(there).count()
}

fn short_gap(timeline: &Timeline, lane: &str, gaps: &[u32]) -> Option<String> {
    let spans = spans(timeline, lane);
    if spans.len() <= gaps.len() {
        return Some(was_sent(lane, spans.len()));
    }
    let waits = spans.windows(2).map(|pair| {
        let end = pair[0].end.unwrap_or(pair[0].start);
        (end, pair[1].start.saturating_sub(end))
    });
    let mut waits = waits.zip(gaps).enumerate();
    waits
        .find(|(_, ((_, wait), gap))| wait < gap)
        .map(|(index, ((end, wait), gap))| {
            format!(
                "After attempt {} of {lane}, which ended at {}, it waited {}; {} is wanted.",
                index + 1,
                seconds(end),
                seconds(wait),
                seconds(*gap)
            )
        })
}

fn out_of_order(timeline: &Timeline, lanes: &[&str]) -> Option<String> {
    let firsts = lanes
        .iter()
        .map(|lane| (lane, spans(timeline, lane).first()));
    let firsts: Vec<_> = firsts.collect();
    if let Some((lane, _)) = firsts.iter().find(|(_, span)| span.is_none()) {
        return Some(format!("{lane} was never sent."));
    }
    let starts: Vec<_> = firsts
        .iter()
        .filter_map(|(lane, span)| Some((lane, span.as_ref()?.start)))
        .collect();
    let wrong = starts.windows(2).find(|pair| pair[1].1 < pair[0].1)?;
    let ((first, _), (second, at)) = (&wrong[0], &wrong[1]);
    Some(format!(
        "{second} was sent at {}, before {first}.",
        seconds(*at)
    ))
}
