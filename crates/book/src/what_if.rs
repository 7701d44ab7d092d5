//! The parameters of recorded runs, for sliders to change.

use crate::html::escape;
use crate::record::Run;

/// How a form can go about it. `book/player/schedule.js` knows what each comes to.
const WAYS: [&str; 8] = [
    "loop",
    "workers",
    "permits",
    "threads",
    "futures",
    "waves",
    "lazy",
    "no-permit",
];

/// Sliders that begin at what was recorded: how long each request took, how many were in flight at
/// once, how many the server takes, and the way of each run. Without ways they are told from the
/// form and the first run.
///
/// # Errors
///
/// When the runs are not one scenario in several forms.
pub(crate) fn sliders(
    runs: &[&Run],
    ways: Option<Vec<&str>>,
    takes: Option<&str>,
) -> Result<String, String> {
    let first = runs.first().ok_or("what-if wants a run")?;
    let lanes = first
        .timeline
        .lanes
        .iter()
        .map(|lane| match lane.spans[..] {
            [span] if span.outcome.is_ok() => Some(span.end? - span.start),
            _ => None,
        });
    let latencies: Option<Vec<u32>> = lanes.collect();
    let latencies =
        latencies.ok_or("what-if begins with a run in which every request was answered once")?;
    for run in runs {
        let labels = |run: &Run| -> Vec<String> {
            let lanes = run.timeline.lanes.iter();
            lanes.map(|lane| lane.label.clone()).collect()
        };
        if labels(run) != labels(first) {
            return Err("what-if wants runs of one scenario".to_owned());
        }
    }
    let limit = first.timeline.metrics().peak_in_flight;
    let all = limit == latencies.len();
    let ways = ways.unwrap_or_else(|| {
        let way = |run: &&Run| match (run.form.as_str(), limit) {
            ("blocking", 1) => "loop",
            ("blocking", _) if all => "threads",
            ("blocking", _) => "workers",
            _ if all => "futures",
            _ => "permits",
        };
        runs.iter().map(way).collect()
    });
    if let Some(unknown) = ways.iter().find(|way| !WAYS.contains(way)) {
        let known = WAYS.join(", ");
        return Err(format!("unknown way {unknown}: there are {known}"));
    }
    if ways.len() != runs.len() {
        let (ways, runs) = (ways.len(), runs.len());
        return Err(format!("what-if has {runs} runs and {ways} ways"));
    }
    let takes = match takes.map(str::parse::<u32>) {
        None => String::new(),
        Some(Ok(takes)) if takes > 0 => format!(" data-takes=\"{takes}\""),
        Some(_) => return Err("takes is how many requests the server works on at once".to_owned()),
    };
    let panels = runs.iter().zip(ways).map(|(run, way)| {
        let wrong = if run.wrong { "wrong" } else { "" };
        [&run.name, &run.form, way, wrong].join("|")
    });
    let panels: Vec<String> = panels.collect();
    let latencies: Vec<String> = latencies.iter().map(u32::to_string).collect();
    Ok(format!(
        "<what-if data-latencies=\"{}\" data-limit=\"{limit}\"{takes} data-runs=\"{}\">\n\
         <p>The sliders need JavaScript.</p>\n</what-if>",
        latencies.join(" "),
        escape(&panels.join("; "))
    ))
}
