use mock_api::cli;
use std::collections::BTreeMap;
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

/// Counted on the order of the events: outside a lesson nothing falls on ticks.
fn peak_in_flight(events: &[Event]) -> i64 {
    let mut in_flight = 0;
    let counts = events.iter().map(|event| {
        in_flight += match event.what {
            What::Connected { .. } => 0,
            What::Arrived { .. } => 1,
            What::Answered { .. } | What::Abandoned { .. } => -1,
        };
        in_flight
    });
    counts.max().unwrap_or(0)
}
