use mock_api::cli;
use std::collections::{BTreeMap, HashSet};
use std::io::{self, IsTerminal, Write};
use std::time::Duration;
use timeline::{Event, Lane, Outcome, TextStyle, Timeline, What};

/// Most lanes that are drawn, and most requests in one: more than a screen is not read.
const LANES: usize = 40;
const SPANS: usize = 8;

/// Prints what the server saw: how many requests ended how, and a timeline if it fits a screen.
pub(crate) fn print(events: &[Event]) -> io::Result<()> {
    let timeline = Timeline::from_events(events, &[], Duration::ZERO);
    let metrics = timeline.metrics();
    let mut out = anstream::stdout();
    // The line on which the terminal shows ^C is not ours to write on.
    if io::stdout().is_terminal() {
        writeln!(out)?;
    }
    if events.is_empty() {
        return writeln!(out, "Nobody connected.");
    }
    let short = |lane: &Lane| lane.spans.len() <= SPANS;
    if timeline.lanes.len() <= LANES && timeline.lanes.iter().all(short) {
        let style = TextStyle {
            cells: cli::cells(),
            color: true,
            width: 80,
        };
        writeln!(out, "{}\n", timeline.text(style, None))?;
    } else {
        let most = format!("more than {LANES} prompts, or {SPANS} requests with one prompt");
        writeln!(out, "No timeline: {most}, are not drawn.\n")?;
    }
    let mut ends: BTreeMap<String, usize> = BTreeMap::new();
    for span in timeline.spans() {
        let end = match span.outcome {
            Outcome::Answered(status) => format!("answered {status}"),
            Outcome::Abandoned => "abandoned by the client".to_owned(),
            Outcome::InFlight => "still in flight".to_owned(),
        };
        *ends.entry(end).or_default() += 1;
    }
    writeln!(out, "{:<27}{:>8}", "requests", metrics.requests)?;
    for (end, count) in ends {
        writeln!(out, "  {end:<25}{count:>8}")?;
    }
    writeln!(out, "{:<27}{:>8}", "most in flight", peak_in_flight(events))?;
    writeln!(out, "{:<27}{:>8}", "connections", metrics.connections)?;
    out.flush()
}

/// Counted on the order of the events: outside a lesson nothing falls on ticks. What a limit has
/// refused was never worked on, and is not counted: the most is never above the limit.
fn peak_in_flight(events: &[Event]) -> i64 {
    let refused = events.iter().filter_map(|event| match event.what {
        What::Answered {
            request,
            status: 429,
            ..
        } => Some(request),
        _ => None,
    });
    let refused: HashSet<u64> = refused.collect();
    let mut in_flight = 0;
    let counts = events.iter().map(|event| {
        in_flight += match event.what {
            What::Connected { .. } => 0,
            What::Arrived { request, .. } if refused.contains(&request) => 0,
            What::Answered { status: 429, .. } => 0,
            What::Arrived { .. } => 1,
            What::Answered { .. } | What::Abandoned { .. } => -1,
        };
        in_flight
    });
    counts.max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_limit_refused_was_not_in_flight() {
        let arrived = |request| What::Arrived {
            request,
            connection: request,
            label: "hi".to_owned(),
        };
        let answered = |request, status| What::Answered {
            request,
            status,
            latency: None,
        };
        let all = [
            arrived(0),
            arrived(1),
            arrived(2),
            answered(2, 429),
            answered(0, 200),
            arrived(3),
            answered(1, 200),
            What::Abandoned { request: 3 },
        ];
        let at = Duration::ZERO;
        let events = all.map(|what| Event { at, what });
        assert_eq!(peak_in_flight(&events), 2);
        assert_eq!(peak_in_flight(&[]), 0);
    }
}
