use mock_api::Tally;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::time::Duration;
use timeline::{Event, Lane, TextStyle, Timeline};

/// Most lanes that are drawn, and most requests in one: more than a screen is not read.
const LANES: usize = 40;
const SPANS: usize = 8;

/// Prints what the server saw: how many requests ended how, and a timeline if it fits a screen.
pub(crate) fn print(events: &[Event]) -> io::Result<()> {
    let timeline = Timeline::from_events(events, &[], Duration::ZERO);
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
            cells: terminal::cells(),
            color: true,
            width: 80,
        };
        writeln!(out, "{}\n", timeline.text(style, None))?;
    } else {
        let most = format!("more than {LANES} prompts, or {SPANS} requests with one prompt");
        writeln!(out, "No timeline: {most}, are not drawn.\n")?;
    }
    let tally = Tally::of(events);
    row(&mut out, "requests", tally.requests)?;
    if tally.abandoned > 0 {
        row(&mut out, "  abandoned by the client", tally.abandoned)?;
    }
    if tally.cut > 0 {
        row(&mut out, "  cut off in the answer", tally.cut)?;
    }
    for (status, &number) in &tally.answered {
        row(&mut out, &format!("  answered {status}"), number)?;
    }
    if tally.in_flight > 0 {
        row(&mut out, "  still in flight", tally.in_flight)?;
    }
    let most = mock_api::most_in_flight(events);
    row(&mut out, "most in flight", most)?;
    row(&mut out, "connections", tally.connections)?;
    out.flush()
}

fn row(out: &mut impl Write, name: &str, number: impl Display) -> io::Result<()> {
    writeln!(out, "{name:<27}{number:>8}")
}
