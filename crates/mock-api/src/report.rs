use mock_api::cli;
use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::time::Duration;
use timeline::{Event, Lane, Outcome, TextStyle, Timeline};

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
    writeln!(
        out,
        "{:<27}{:>8}",
        "most in flight",
        mock_api::most_in_flight(events)
    )?;
    writeln!(out, "{:<27}{:>8}", "connections", metrics.connections)?;
    out.flush()
}
