//! The report of a run: its picture and its figures, for all and for each client.

use crate::figures::{Figures, Latency};
use crate::picture;
use crate::run::Run;
use crate::words::{number, seconds};
use std::io::{self, Write};
use std::time::Duration;
use terminal::WIDTH;
use timeline::{Cells, TextStyle};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Most clients that have a row.
const CLIENTS: usize = 40;

/// Columns of a client's name.
const NAME: usize = 16;

/// What the server saw, as plain text.
pub(crate) fn text(run: &Run<'_>) -> String {
    let mut out = anstream::StripStream::new(Vec::new());
    let style = TextStyle {
        cells: Cells::Unicode,
        color: false,
        width: WIDTH,
    };
    // Memory takes all that is written.
    let _ = write(&mut out, run, style);
    String::from_utf8_lossy(&out.into_inner()).into_owned()
}

/// Writes what the server saw.
pub(crate) fn write(out: &mut impl Write, run: &Run<'_>, style: TextStyle) -> io::Result<()> {
    if run.events.is_empty() {
        writeln!(out, "Nobody connected.")?;
        return remarks(out, run);
    }
    if !run.requests.is_empty() {
        let timeline = picture::timeline(run.events);
        writeln!(out, "{}\n", picture::draw(&timeline, style))?;
    }
    let figures = Figures::of_all(run);
    all(out, run, &figures)?;
    clients(out, run)?;
    remarks(out, run)?;
    out.flush()
}

fn all(out: &mut impl Write, run: &Run<'_>, figures: &Figures) -> io::Result<()> {
    let mut row = |name: &str, value: String, more: String| {
        let line = format!("{name:<27}{value:>8}   {more}");
        writeln!(out, "{}", line.trim_end())
    };
    let count = |count: usize| count.to_string();
    row("requests", count(figures.requests), String::new())?;
    if figures.abandoned > 0 {
        row(
            "  abandoned by the client",
            count(figures.abandoned),
            String::new(),
        )?;
    }
    if figures.cut > 0 {
        row("  cut off in the answer", count(figures.cut), String::new())?;
    }
    for (status, &answers) in &figures.answered {
        row(
            &format!("  answered {status}"),
            count(answers),
            String::new(),
        )?;
    }
    if figures.left_in_flight > 0 {
        row(
            "  still in flight",
            count(figures.left_in_flight),
            String::new(),
        )?;
    }
    if let Some((shortest, longest)) = figures.gaps {
        let (shortest, longest) = (seconds(shortest), seconds(longest));
        let gaps = match shortest == longest {
            true => format!("{longest} after the failure"),
            false => format!("{shortest} to {longest} after the failure"),
        };
        row("  sent again", count(figures.retries), gaps)?;
    }
    if figures.requests > 0 {
        let rate = figures.per_second();
        let rate = rate.map(|rate| format!("{rate:.1} requests a second"));
        row("time", seconds(figures.time), rate.unwrap_or_default())?;
    }
    if let Some(latency) = figures.latency {
        let (p95, p99) = (seconds(latency.p95), seconds(latency.p99));
        let others = format!("p95 {p95}, p99 {p99}, slowest {}", seconds(latency.slowest));
        row("latency p50", seconds(latency.p50), others)?;
    }
    let taken = match figures.taken < figures.in_flight {
        true => format!("the server took {}", figures.taken),
        false => String::new(),
    };
    row("most in flight", count(figures.in_flight), taken)?;
    row(
        "connections",
        count(run.connections()),
        carried(run, figures),
    )
}

/// What no event shows.
fn remarks(out: &mut impl Write, run: &Run<'_>) -> io::Result<()> {
    for remark in run.remarks() {
        writeln!(out, "\n{}", terminal::paragraph(&remark, WIDTH, "", ""))?;
    }
    Ok(())
}

/// How many requests the connections carried.
fn carried(run: &Run<'_>, figures: &Figures) -> String {
    // Where the log was full, it is not known who carried the others.
    if run.beyond_the_log().is_some() {
        return String::new();
    }
    let unused = run.opened.len().saturating_sub(figures.connections);
    let each = match figures.carried {
        (0, _) => String::new(),
        (fewest, most) if fewest == most && figures.connections == 1 => {
            number(most, "request", "requests")
        }
        (fewest, most) if fewest == most => {
            format!("{} each", number(most, "request", "requests"))
        }
        (fewest, most) => format!("{fewest} to {most} requests each"),
    };
    match (unused, each.is_empty()) {
        (0, _) => each,
        (_, true) => "without a request".to_owned(),
        (unused, false) => format!("{each}, {unused} without one"),
    }
}

/// A row for each client, the busiest first, where there are several.
fn clients(out: &mut impl Write, run: &Run<'_>) -> io::Result<()> {
    let each = run.by_client();
    if each.len() < 2 {
        return Ok(());
    }
    let figures = |(name, requests): (_, Vec<_>)| (name, Figures::of(&requests));
    let mut rows: Vec<(&str, Figures)> = each.into_iter().map(figures).collect();
    rows.sort_by_key(|(_, figures)| std::cmp::Reverse(figures.requests));
    writeln!(
        out,
        "\n{:<NAME$} {:>8} {:>6} {:>7} {:>5} {:>9} {:>5} {:>7} {:>7}",
        "client", "requests", "failed", "hung up", "again", "in flight", "conns", "p50", "p95"
    )?;
    for (name, figures) in rows.iter().take(CLIENTS) {
        let name = fit(name);
        let space = " ".repeat(NAME.saturating_sub(name.width()));
        let latency = |of: fn(Latency) -> Duration| {
            let latency = figures.latency.map(|latency| seconds(of(latency)));
            latency.unwrap_or_default()
        };
        writeln!(
            out,
            "{name}{space} {:>8} {:>6} {:>7} {:>5} {:>9} {:>5} {:>7} {:>7}",
            figures.requests,
            figures.failed,
            figures.abandoned,
            figures.retries,
            figures.in_flight,
            figures.connections,
            latency(|latency| latency.p50),
            latency(|latency| latency.p95),
        )?;
    }
    match rows.len().saturating_sub(CLIENTS) {
        0 => Ok(()),
        more => writeln!(out, "and {}", number(more, "client more", "clients more")),
    }
}

/// As much of a name as its column holds.
fn fit(name: &str) -> String {
    if name.width() <= NAME {
        return name.to_owned();
    }
    let mut width = 0;
    let fits = name.chars().take_while(|char| {
        width += char.width().unwrap_or(0);
        width < NAME
    });
    fits.chain(['…']).collect()
}
