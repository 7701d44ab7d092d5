//! What the directives put into a page. mdBook passes a block of HTML through when no line of it
//! is blank.

use crate::align::{self, Row};
use crate::notes;
use crate::record::Run;
use predict::Question;
use serde_json::Value;
use std::fmt::Write;
use timeline::{Outcome, seconds, svg};

/// Escapes for text and for attributes.
pub(crate) fn escape(text: &str) -> String {
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    text.replace('"', "&quot;")
}

/// The runs in one picture, which the player brings to life, and the same as a table. With notes,
/// the parts of the picture are numbered.
pub(crate) fn timelines(id: &str, title: &str, runs: &[&Run], notes: bool) -> String {
    let panels = runs.iter().map(|run| svg::Panel {
        heading: &run.heading,
        timeline: &run.timeline,
    });
    let mut picture = svg::document(id, title, &panels.collect::<Vec<_>>());
    if notes && let Some(at) = picture.rfind("</svg>") {
        let notes = notes::badges(&picture).unwrap_or_default();
        picture.insert_str(at, &notes);
    }
    let tables: String = runs.iter().map(|run| table(run)).collect();
    format!(
        "<figure class=\"timelines\">\n<timeline-player>\n<div class=\"timeline-scroll\">\n\
         {picture}</div>\n</timeline-player>\n\
         <details class=\"timeline-table\"><summary>The same as a table</summary>\n\
         {tables}</details>\n</figure>"
    )
}

fn table(run: &Run) -> String {
    let mut rows = String::new();
    for lane in &run.timeline.lanes {
        let label = escape(&lane.label);
        if lane.spans.is_empty() {
            let _ = writeln!(
                rows,
                "<tr><th scope=\"row\">{label}</th><td>not sent</td><td></td><td></td></tr>"
            );
        }
        for span in &lane.spans {
            let how = match span.outcome {
                Outcome::Answered(status) if run.timeline.is_for_nobody(span) => {
                    format!("answered {status}, for nobody")
                }
                Outcome::Answered(status) => format!("answered {status}"),
                Outcome::Cut => "cut off by the server".to_owned(),
                Outcome::Abandoned => "the client hung up".to_owned(),
                Outcome::InFlight => "still in flight".to_owned(),
            };
            let _ = writeln!(
                rows,
                "<tr><th scope=\"row\">{label}</th><td>{}</td><td>{}</td><td>{how}</td></tr>",
                seconds(span.start),
                span.end.map(seconds).unwrap_or_default(),
            );
        }
    }
    for moment in run.timeline.moments() {
        let (name, at) = (escape(&moment.name), seconds(moment.tick));
        let _ = writeln!(
            rows,
            "<tr><th scope=\"row\">the client</th><td></td><td>{at}</td><td>{name}</td></tr>"
        );
    }
    format!(
        "<div class=\"table-wrapper\"><table><caption>{}</caption>\n<thead><tr>\
         <th scope=\"col\">request</th><th scope=\"col\">sent</th><th scope=\"col\">ended</th>\
         <th scope=\"col\">how</th></tr></thead>\n<tbody>\n{rows}</tbody></table></div>\n",
        escape(&run.heading)
    )
}

/// Two pieces of code next to each other: what is the same stands on the same height, and lines
/// that differ are marked.
pub(crate) fn compare(titles: [&str; 2], code: [&str; 2]) -> String {
    let [left, right] = code.map(|code| code.lines().collect::<Vec<_>>());
    let rows = align::rows(&left, &right);
    // An element for each line: no line of the block is blank.
    let line = |line: Option<&str>, differs: bool| match line {
        None => "<span class=\"line filler\"></span>".to_owned(),
        Some(line) => {
            let class = if differs && !line.trim().is_empty() {
                "line differs"
            } else {
                "line"
            };
            format!("<span class=\"{class}\">{}</span>", escape(line))
        }
    };
    let lines = |side: fn(&Row<'_>) -> Option<String>| -> Vec<String> {
        let cells = rows
            .iter()
            .map(|row| line(side(row).as_deref(), align::differs(*row)));
        cells.collect()
    };
    let left = lines(|row| row.0.map(str::to_owned)).join("\n");
    let right = lines(|row| row.1.map(str::to_owned)).join("\n");
    let rows = rows.len();
    let form = |title: &str, column: &str| {
        format!(
            "<div class=\"form\"><p class=\"form-title\">{}</p>\n<pre><code class=\"language-rust\">{column}</code></pre></div>\n",
            escape(title)
        )
    };
    format!(
        "<div class=\"forms\" style=\"--rows:{rows}\">\n{}{}</div>",
        form(titles[0], &left),
        form(titles[1], &right)
    )
}

/// What runs cost, a row each, from their records.
pub(crate) fn costs(runs: &[&Run]) -> String {
    const COLUMNS: [&str; 4] = ["time", "most in flight", "connections", "new threads"];
    let mut text = format!("| | {} |\n|---|--:|--:|--:|--:|\n", COLUMNS.join(" | "));
    for run in runs {
        let figures = COLUMNS.map(|of| run.figure(of).unwrap_or_default());
        let name = match run.wrong {
            true => format!("{} (wrong)", run.name),
            false => run.name.clone(),
        };
        let _ = writeln!(text, "| {name} | {} |", figures.join(" | "));
    }
    text.trim_end().to_owned()
}

/// A question, its choices, and its answer behind them. What a reader picks is compared in the page.
pub(crate) fn question(id: &str, question: &Question, answer: &Value, heading: &str) -> String {
    let choice = |choice: &Value| {
        let right = if choice == answer { " data-right" } else { "" };
        let choice = escape(&question.show(choice));
        format!(
            "<label><input type=\"radio\" name=\"{id}-choice\" value=\"{choice}\"{right}> {choice}</label>\n"
        )
    };
    let choices: String = question.choices.iter().map(choice).collect();
    let choices = match choices.is_empty() {
        true => choices,
        false => format!(
            "<div class=\"choices\" role=\"radiogroup\" aria-labelledby=\"{id}\">\n{choices}</div>\n"
        ),
    };
    format!(
        "<div class=\"predict\">\n<p class=\"question\" id=\"{id}\">{}</p>\n{choices}\
         <details class=\"answer\"><summary>What the server saw</summary>\n\
         <p><strong>{}</strong>, in the run \u{201c}{}\u{201d}.</p>\n<p>{}</p>\n</details>\n</div>\n",
        escape(&question.ask),
        escape(&question.show(answer)),
        escape(heading),
        escape(&question.because),
    )
}

/// The parameters of recorded runs, for sliders to change: how long each request took, how many
/// were in flight at once, and the runs' names.
///
/// # Errors
///
/// When the runs are not one scenario in several forms.
pub(crate) fn what_if(runs: &[&Run]) -> Result<String, String> {
    let parameters = |run: &&Run| {
        let lanes = run.timeline.lanes.iter().map(|lane| match lane.spans[..] {
            [span] if span.outcome.is_ok() => Some((lane.label.clone(), span.end? - span.start)),
            _ => None,
        });
        let lanes: Option<Vec<_>> = lanes.collect();
        lanes.map(|lanes| (lanes, run.timeline.metrics().peak_in_flight))
    };
    let differ = "what-if wants runs of one scenario, in which every request was answered once";
    let all: Option<Vec<_>> = runs.iter().map(parameters).collect();
    let all = all.filter(|all| all.windows(2).all(|two| two[0] == two[1]));
    let (lanes, limit) = all.and_then(|all| all.into_iter().next()).ok_or(differ)?;
    let latencies: Vec<String> = lanes.iter().map(|(_, ticks)| ticks.to_string()).collect();
    let names: Vec<&str> = runs.iter().map(|run| run.name.as_str()).collect();
    Ok(format!(
        "<what-if data-latencies=\"{}\" data-limit=\"{limit}\" data-runs=\"{}\">\n\
         <p>The sliders need JavaScript.</p>\n</what-if>",
        latencies.join(" "),
        escape(&names.join(", "))
    ))
}
