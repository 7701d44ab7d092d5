use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::time::Duration;
use timeline::{Cells, Event, Outcome, TextStyle, Timeline, What};

/// Most lanes that are drawn: more than a screen is not read.
const LANES: usize = 40;

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
    if timeline.lanes.len() <= LANES {
        let style = TextStyle {
            cells: Cells::Unicode,
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
    writeln!(out, "requests             {:>8}", metrics.requests)?;
    for (end, count) in ends {
        writeln!(out, "  {end:<25}{count:>2}")?;
    }
    writeln!(out, "most in flight       {:>8}", peak_in_flight(events))?;
    writeln!(out, "connections          {:>8}", metrics.connections)?;
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
