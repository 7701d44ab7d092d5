use anstream::StripStream;
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
    let mut out = anstream::stdout();
    // The line on which the terminal shows ^C is not ours to write on.
    if io::stdout().is_terminal() {
        writeln!(out)?;
    }
    if !events.is_empty() {
        draw(&mut out, events)?;
    }
    figures(&mut out, events)?;
    out.flush()
}

/// The figures of it, as plain text.
pub(crate) fn text(events: &[Event]) -> String {
    let mut out = StripStream::new(Vec::new());
    // Memory takes all that is written.
    let _ = figures(&mut out, events);
    String::from_utf8_lossy(&out.into_inner()).into_owned()
}

/// The timeline, if it fits a screen.
pub(crate) fn timeline(events: &[Event]) -> Option<Timeline> {
    let timeline = Timeline::from_events(events, &[], Duration::ZERO);
    let short = |lane: &Lane| lane.spans.len() <= SPANS;
    let fits = (1..=LANES).contains(&timeline.lanes.len()) && timeline.lanes.iter().all(short);
    fits.then_some(timeline)
}

fn draw(out: &mut impl Write, events: &[Event]) -> io::Result<()> {
    if let Some(timeline) = timeline(events) {
        let style = TextStyle {
            cells: terminal::cells(),
            color: true,
            width: 80,
        };
        writeln!(out, "{}\n", timeline.text(style, None))
    } else {
        let most = format!("more than {LANES} prompts, or {SPANS} requests with one prompt");
        writeln!(out, "No timeline: {most}, are not drawn.\n")
    }
}

fn figures(out: &mut impl Write, events: &[Event]) -> io::Result<()> {
    if events.is_empty() {
        return writeln!(out, "Nobody connected.");
    }
    let tally = Tally::of(events);
    row(out, "requests", tally.requests)?;
    if tally.abandoned > 0 {
        row(out, "  abandoned by the client", tally.abandoned)?;
    }
    for (status, &number) in &tally.answered {
        row(out, &format!("  answered {status}"), number)?;
    }
    if tally.in_flight > 0 {
        row(out, "  still in flight", tally.in_flight)?;
    }
    let most = mock_api::most_in_flight(events);
    row(out, "most in flight", most)?;
    row(out, "connections", tally.connections)
}

fn row(out: &mut impl Write, name: &str, number: impl Display) -> io::Result<()> {
    writeln!(out, "{name:<27}{number:>8}")
}
