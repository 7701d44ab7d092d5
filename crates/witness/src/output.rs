//! What is written into files: the picture and the record of a run.

use crate::figures::Figures;
use crate::findings::Finding;
use crate::html::{self, Picture};
use crate::picture;
use crate::run::{Request, Run};
use serde_json::{Value, json};
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

/// Name and version of what `--json` writes.
const SCHEMA: &str = "meanwhile.witness/1";

#[derive(Debug, clap::Args)]
pub(crate) struct Output {
    /// Write the timeline as an SVG picture
    #[arg(long, value_name = "FILE", help_heading = "What is written")]
    svg: Option<PathBuf>,

    /// Write all that was seen as JSON; - for the standard output
    #[arg(long, value_name = "FILE", help_heading = "What is written")]
    json: Option<PathBuf>,

    /// Write report and timeline as one page, to keep or to send to somebody
    #[arg(long, value_name = "FILE", help_heading = "What is written")]
    html: Option<PathBuf>,
}

impl Output {
    /// Whether all of it can be written, told before a long run and not after it.
    pub(crate) fn may_write(&self) -> Result<(), String> {
        let json = self.json.as_ref().filter(|path| path.as_os_str() != "-");
        let mut files = self.svg.iter().chain(json).chain(&self.html);
        files.try_for_each(|file| html::may_save(file))
    }

    /// Writes what is asked for: `report` is the text of the page, `more` what a command adds to the
    /// record.
    pub(crate) fn write(
        &self,
        run: &Run<'_>,
        title: &str,
        report: &str,
        more: Value,
    ) -> Result<(), String> {
        if let Some(path) = &self.svg {
            let timeline = picture::timeline(run.events);
            html::save(path, &picture::svg("witness", title, title, &timeline))?;
        }
        if let Some(path) = &self.html {
            html::save(path, &page(run, title, report))?;
        }
        if let Some(path) = &self.json {
            let mut record = record(run);
            if let (Some(record), Value::Object(more)) = (record.as_object_mut(), more) {
                record.extend(more);
            }
            let text = format!("{record:#}\n");
            match path.as_os_str() == "-" {
                // Who has stopped reading is served.
                true => drop(io::stdout().write_all(text.as_bytes())),
                false => html::save(path, &text)?,
            }
        }
        Ok(())
    }
}

/// A run as one file: with the player of the book where each prompt has a lane of its own, and with a
/// summary where there are too many.
fn page(run: &Run<'_>, title: &str, report: &str) -> String {
    let timeline = picture::timeline(run.events);
    let svg = picture::svg("run", title, "All requests", &timeline);
    let picture = match run.requests.is_empty() {
        true => Picture::None,
        false if picture::has_lanes(&timeline) => Picture::Playing(&svg),
        false => Picture::Still(&svg),
    };
    html::document(title, report, picture)
}

/// A run as JSON. All times are seconds since the first event.
fn record(run: &Run<'_>) -> Value {
    let clients = run.by_client().into_iter().map(|(name, requests)| {
        let mut figures = figures(&Figures::of(&requests));
        figures["name"] = name.into();
        figures
    });
    let mut all = figures(&Figures::of_all(run));
    all["connections"] = run.connections().into();
    json!({
        "schema": SCHEMA,
        "figures": all,
        "left_out": run.beyond_the_log().map_or(0, mock_api::Seen::left_out),
        "remarks": run.remarks(),
        "clients": clients.collect::<Vec<_>>(),
        "connections": run.opened.iter().map(seconds).collect::<Vec<_>>(),
        "requests": run.requests.iter().map(|one| request(one, run)).collect::<Vec<_>>(),
    })
}

fn figures(figures: &Figures) -> Value {
    let answered = figures.answered.iter();
    let answered = answered.map(|(status, count)| (status.to_string(), Value::from(*count)));
    json!({
        "requests": figures.requests,
        "ok": figures.ok,
        "failed": figures.failed,
        "cut": figures.cut,
        "abandoned": figures.abandoned,
        "left_in_flight": figures.left_in_flight,
        "answered": answered.collect::<serde_json::Map<_, _>>(),
        "time": seconds(&figures.time),
        "requests_per_second": figures.per_second(),
        "latency": figures.latency.map(|latency| json!({
            "p50": seconds(&latency.p50),
            "p95": seconds(&latency.p95),
            "p99": seconds(&latency.p99),
            "slowest": seconds(&latency.slowest),
        })),
        "most_in_flight": figures.in_flight,
        "most_taken": figures.taken,
        "connections": figures.connections,
        "requests_per_connection": [figures.carried.0, figures.carried.1],
        "retries": figures.retries,
        "gaps": figures.gaps.map(|(least, most)| [seconds(&least), seconds(&most)]),
    })
}

fn request(request: &Request<'_>, run: &Run<'_>) -> Value {
    let client = usize::try_from(request.client).ok();
    json!({
        "label": request.label,
        "client": client.and_then(|number| run.clients.get(number)),
        "connection": request.connection,
        "start": seconds(&request.start),
        "end": request.end.as_ref().map(seconds),
        "outcome": request.outcome.name(),
        "status": request.status(),
        "asked_to_wait": request.wait.as_ref().map(seconds),
    })
}

/// A finding as JSON.
pub(crate) fn finding(finding: &Finding, lesson: Option<u32>) -> Value {
    json!({
        "seen": finding.seen,
        "at": seconds(&finding.at),
        "means": finding.means,
        "lesson": lesson,
    })
}

/// Seconds to the millisecond: no clock between two processes tells more.
fn seconds(time: &Duration) -> f64 {
    (time.as_secs_f64() * 1000.0).round() / 1000.0
}
