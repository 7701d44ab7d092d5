//! The words in pictures: what somebody who translates them has to look at.
//!
//! What a program reads is not here: the names of outcomes in JSON and in the data of a picture stay as
//! they are in every language.

use crate::{Against, Metrics, Outcome, Resolution, Shape, Span, seconds};

/// The moment at which the client's call returned.
pub(crate) const RETURNED: &str = "returned";

/// A lane without a request.
pub(crate) const NOT_SENT: &str = "not sent";

/// How many requests are in flight, as a row of its own under the lanes.
pub(crate) const IN_FLIGHT: &str = "in flight";

/// The server's limit, as a row of its own where it changes.
pub(crate) const LIMIT: &str = "limit";

/// Between two things that come one after another.
pub(crate) const THEN: &str = ", then ";

/// How a request ended, behind its lane.
pub(crate) fn end(outcome: Outcome, for_nobody: bool) -> String {
    let end = match outcome {
        Outcome::InFlight => IN_FLIGHT.to_owned(),
        Outcome::Abandoned => "hung up".to_owned(),
        Outcome::Cut => "cut off".to_owned(),
        Outcome::Answered(_) if outcome.is_ok() => "ok".to_owned(),
        Outcome::Answered(status) => status.to_string(),
    };
    match for_nobody {
        true => end + ", for nobody",
        false => end,
    }
}

/// What a shape stands for, in a legend.
pub(crate) fn shape(shape: Shape) -> &'static str {
    match shape {
        Shape::Ok => "ok",
        Shape::Failed => "failed",
        Shape::HungUp => "hung up",
        Shape::InFlight => IN_FLIGHT,
        Shape::Chunk => "a part of the answer",
        Shape::ForNobody => "answered for nobody",
        Shape::Mark => "a moment of the client",
        Shape::Ghost => "the right run",
        Shape::Limit => "the server's limit",
    }
}

/// The story of a request: `article 1: sent at 0.0 s, answered 200 after 0.5 s, at 0.5 s`.
pub(crate) fn story(label: &str, span: &Span, resolution: Resolution) -> String {
    let seconds = |ticks| resolution.seconds(ticks);
    let sent = format!("{label}: sent at {}", seconds(span.start));
    let after = |end: u32| (seconds(end.saturating_sub(span.start)), seconds(end));
    match (span.outcome, span.end) {
        (Outcome::Answered(status), Some(end)) => {
            let (waited, end) = after(end);
            format!("{sent}, answered {status} after {waited}, at {end}")
        }
        (Outcome::Abandoned, Some(end)) => {
            let (waited, end) = after(end);
            format!("{sent}, the client hung up after {waited}, at {end}")
        }
        (Outcome::Cut, Some(end)) => {
            let (waited, end) = after(end);
            format!("{sent}, cut off by the server after {waited}, at {end}")
        }
        _ => format!("{sent}, still in flight"),
    }
}

/// What a story goes on with where the answer came in parts; empty for one in one piece.
pub(crate) fn chunks(ticks: &[u32], resolution: Resolution) -> String {
    let seconds = |tick: u32| resolution.seconds(tick);
    match ticks {
        [] => String::new(),
        [only] => format!(", in one part at {}", seconds(*only)),
        [first, .., last] => {
            let (first, last) = (seconds(*first), seconds(*last));
            let parts = ticks.len();
            format!(", in {parts} parts, the first at {first}, the last at {last}")
        }
    }
}

/// The same end several times.
pub(crate) fn so_often(end: &str, times: usize) -> String {
    format!("{end} x{times}")
}

/// How a lane ended, after so many requests that did not.
pub(crate) fn after_attempts(attempts: usize, last: &str) -> String {
    format!("{attempts} attempts{THEN}{last}")
}

/// What a story goes on with where the caller had returned.
pub(crate) const STORY_FOR_NOBODY: &str = ", for nobody: its caller had returned";

/// Something that happened at a tick.
pub(crate) fn at(name: &str, tick: u32, resolution: Resolution) -> String {
    format!("{name} at {}", resolution.seconds(tick))
}

/// Something that was so for a while.
pub(crate) fn during(what: &str, from: u32, to: u32) -> String {
    format!("{what} from {} to {}", seconds(from), seconds(to))
}

/// How many came in a time, as a row of its own under the lanes.
pub(crate) fn within(ticks: u32, resolution: Resolution) -> String {
    format!("in {}", resolution.seconds(ticks))
}

/// So many requests.
pub(crate) fn so_many_in_flight(number: usize) -> String {
    format!("{number} in flight")
}

/// What the server takes, short enough for a line of a terminal; the rest is in the picture.
pub(crate) fn limit(most: usize, limits: &[u32]) -> String {
    match limits {
        [] => format!("at most {most}"),
        [limit] => format!("{LIMIT} {limit}"),
        _ => String::new(),
    }
}

/// Numbers one after another.
pub(crate) fn in_turn(numbers: &[u32]) -> String {
    let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
    numbers.join(THEN)
}

/// So many at a time, and what the server takes.
pub(crate) fn load(most: usize, limits: &[u32]) -> String {
    match limits {
        [] => format!("at most {most}"),
        limits => format!("at most {most}, {LIMIT} {}", in_turn(limits)),
    }
}

/// Between which numbers something was, and what it was at last.
pub(crate) fn range(least: u32, most: u32, last: u32) -> String {
    match least == most {
        true => most.to_string(),
        false => format!("{least} to {most}, at last {last}"),
    }
}

/// The figures of a run in a line, for who does not see the picture.
pub(crate) fn figures(
    heading: &str,
    end: u32,
    metrics: &Metrics,
    resolution: Resolution,
) -> String {
    format!(
        "{heading}: {}, at most {} in flight, connections: {}.",
        resolution.seconds(end),
        metrics.peak_in_flight,
        metrics.connections,
    )
}

/// A story of the run that is outlined behind another.
pub(crate) fn ghost_story(story: &str) -> String {
    format!("in the right run, {story}")
}

/// The run that is outlined behind another, for who does not see it.
pub(crate) fn ghost(heading: &str, end: u32) -> String {
    format!(
        "Outlined behind it, the right run: {heading}, {}.",
        seconds(end)
    )
}

/// The time that a run took more or less than the right one, or why that is no comparison; `None`
/// where it took the same time.
pub(crate) fn against(against: Against) -> Option<String> {
    match against {
        Against::Same => None,
        Against::Later(ticks) => Some(format!("+{}", seconds(ticks))),
        // A minus sign, which no font takes for a hyphen.
        Against::Earlier(ticks) => Some(format!("\u{2212}{}", seconds(ticks))),
        Against::Unfinished { ok, of } => Some(format!("unfinished: {ok} of {of} ok")),
    }
}

/// The same in a sentence; it says so where it took the same time.
pub(crate) fn against_told(against: Against) -> String {
    match against {
        Against::Same => "as long as the right run".to_owned(),
        Against::Later(ticks) => format!("{} longer than the right run", seconds(ticks)),
        Against::Earlier(ticks) => format!("{} shorter than the right run", seconds(ticks)),
        Against::Unfinished { ok, of } => {
            format!("unfinished: {ok} answered ok, and {of} in the right run")
        }
    }
}

/// What a difference is a difference to.
pub(crate) fn compared_with(name: &str) -> String {
    format!("against {name}")
}

/// A text of ours as a sentence of its own.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str() + "."
}
