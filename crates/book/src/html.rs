//! What the directives put into a page. mdBook passes a block of HTML through when no line of it
//! is blank.

use crate::notes;
use crate::record::Run;
use crate::words;
use predict::Question;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write;
use timeline::{Against, Shape, seconds, svg};

/// Escapes for text and for attributes.
pub(crate) fn escape(text: &str) -> String {
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    text.replace('"', "&quot;")
}

/// A run of a picture, and the right one that stands behind it.
pub(crate) struct Shown<'a> {
    pub(crate) run: &'a Run,
    pub(crate) ghost: Option<&'a Run>,
}

/// The runs in one picture, which the player brings to life, and the same as a table. Shapes that no
/// picture of the page has had before are explained in a legend, and noted as explained. With notes,
/// the parts of the picture are numbered.
pub(crate) fn timelines(
    id: &str,
    title: &str,
    shown: &[Shown<'_>],
    explained: &mut BTreeSet<Shape>,
    notes: bool,
) -> String {
    let panels = shown.iter().map(|Shown { run, ghost }| {
        let panel = svg::Panel::new(&run.heading, &run.timeline);
        match ghost {
            Some(ghost) => panel.ghost(&ghost.heading, &ghost.timeline),
            None => panel,
        }
    });
    let panels: Vec<_> = panels.collect();
    let new = &svg::shapes(&panels) - explained;
    let mut picture = svg::explaining(id, title, &panels, &new);
    explained.extend(new);
    if notes && let Some(at) = picture.rfind("</svg>") {
        let notes = notes::badges(&picture).unwrap_or_default();
        picture.insert_str(at, &notes);
    }
    let tables: String = shown.iter().map(table).collect();
    format!(
        "<figure class=\"timelines\">\n<timeline-player>\n<div class=\"timeline-scroll\">\n\
         {picture}</div>\n</timeline-player>\n\
         <details class=\"timeline-table\"><summary>{}</summary>\n\
         {tables}</details>\n</figure>",
        words::AS_A_TABLE
    )
}

fn table(Shown { run, ghost }: &Shown<'_>) -> String {
    let mut rows = String::new();
    for lane in &run.timeline.lanes {
        let label = escape(&lane.label);
        if lane.spans.is_empty() {
            let _ = writeln!(
                rows,
                "<tr><th scope=\"row\">{label}</th><td>{}</td><td></td><td></td></tr>",
                words::NOT_SENT
            );
        }
        for span in &lane.spans {
            let how = words::ended(span.outcome, run.timeline.is_for_nobody(span));
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
            "<tr><th scope=\"row\">{}</th><td></td><td>{at}</td><td>{name}</td></tr>",
            words::THE_CLIENT
        );
    }
    if let Some(ghost) = ghost {
        let against = run.timeline.against(&ghost.timeline).told();
        let end = seconds(run.timeline.end());
        let (against, name) = (escape(&against), escape(&ghost.name));
        let _ = writeln!(
            rows,
            "<tr><th scope=\"row\">{}</th><td></td><td>{end}</td><td>{against}, {name}</td></tr>",
            words::ALL
        );
    }
    let columns = words::REQUESTS.map(|name| format!("<th scope=\"col\">{name}</th>"));
    format!(
        "<div class=\"table-wrapper\"><table><caption>{}</caption>\n<thead><tr>{}</tr></thead>\n\
         <tbody>\n{rows}</tbody></table></div>\n",
        escape(&run.heading),
        columns.concat()
    )
}

/// What runs cost, a row each, from their records.
///
/// The time of a wrong run that is unfinished stands in brackets: it may look fast.
pub(crate) fn costs(shown: &[Shown<'_>]) -> String {
    const FIGURES: [&str; 4] = ["time", "most in flight", "connections", "new threads"];
    let columns = words::COSTS.join(" | ");
    let mut text = format!("| | {columns} |\n|---|--:|--:|--:|--:|\n");
    for Shown { run, ghost } in shown {
        let against = ghost.map(|ghost| run.timeline.against(&ghost.timeline));
        let end = seconds(run.timeline.end());
        let figures = FIGURES.map(|of| match (of, against) {
            ("time", Some(Against::Unfinished { .. })) => words::unfinished(&end),
            ("time", _) => end.clone(),
            _ => run.figure(of).unwrap_or_default(),
        });
        let name = match run.wrong {
            true => words::wrong(&run.name),
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
         <details class=\"answer\"><summary>{}</summary>\n\
         <p><strong>{}</strong>, {}.</p>\n<p>{}</p>\n</details>\n</div>\n",
        escape(&question.ask),
        words::ANSWER,
        escape(&question.show(answer)),
        words::answered_by(&escape(heading)),
        escape(&question.because),
    )
}
