//! The race of the first page: runs of one scenario, each in one strip, on one clock.

use crate::html::escape;
use crate::record::Run;
use crate::words;
use catalogue::Lesson;
use std::fmt::Write;
use timeline::{seconds, svg};

/// A run of the race, and the lesson that tells of it.
pub(crate) struct Way<'a> {
    pub(crate) run: &'a Run,
    pub(crate) lesson: &'a Lesson,
}

/// The tick at which the last of all requests has ended.
pub(crate) fn end(runs: &[&Run]) -> u32 {
    let ends = runs.iter().map(|run| run.timeline.metrics().time);
    ends.max().unwrap_or(0).max(1)
}

/// The race as it stands when it is over; `book/player/race.js` plays it.
pub(crate) fn draw(id: &str, ways: &[Way<'_>]) -> String {
    let runs: Vec<&Run> = ways.iter().map(|way| way.run).collect();
    let end = end(&runs);
    // Who has nothing has not won, however soon it ended.
    let all = runs.iter().filter(|run| has_all(run));
    let best = all.map(|run| run.timeline.metrics().time).min();
    let names: Vec<String> = runs.iter().map(|run| in_words(run)).collect();
    let named = names.iter().map(String::as_str);
    let named: Vec<_> = named.zip(runs.iter().map(|run| &run.timeline)).collect();
    let strips = svg::compact(id, &named, end);
    let lanes = ways.iter().zip(strips);
    let lanes: String = lanes.map(|(way, strip)| lane(way, &strip, best)).collect();
    format!(
        "<figure class=\"race\">\n<timeline-race data-end=\"{end}\">\n<ol class=\"race-lanes\">\n{lanes}</ol>\n\
         <div class=\"race-axis\" aria-hidden=\"true\"><div>{}</div></div>\n</timeline-race>\n\
         <figcaption>{}</figcaption>\n</figure>",
        axis(end),
        words::RACE
    )
}

fn lane(Way { run, lesson }: &Way<'_>, strip: &str, best: Option<u32>) -> String {
    let metrics = run.timeline.metrics();
    let all = run.timeline.lanes.len();
    let wins = has_all(run) && Some(metrics.time) == best;
    let state = match (wins, has_all(run)) {
        (true, _) => " race-first",
        (false, true) => "",
        (false, false) => " race-failed",
    };
    let first = match wins {
        true => format!(" <strong class=\"race-badge\">{}</strong>", words::FIRST),
        false => String::new(),
    };
    let chapter = lesson.chapter().replace(".md", ".html");
    format!(
        "<li class=\"race-lane{state}\" data-end=\"{}\" data-all=\"{all}\">\n<div class=\"race-way\">\
         <a href=\"{chapter}\">{}</a> <span class=\"race-form\">{}</span> <code>cargo run -p {}</code></div>\n{strip}\
         <p class=\"race-result\"><span class=\"race-time\">{}</span> \
         <span class=\"race-count\">{}</span> <span class=\"race-told\">{}</span>{first}</p>\n</li>\n",
        metrics.time,
        escape(&way(run)),
        run.form,
        lesson.package(),
        seconds(metrics.time),
        words::answered_of(metrics.ok, all),
        escape(&run.told.join(" ")),
    )
}

/// How it goes about it: its heading without its form, as a name that stands alone.
fn way(run: &Run) -> String {
    let way = run.heading.split_once(" · ").map_or("", |(_, way)| way);
    let mut letters = way.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

fn has_all(run: &Run) -> bool {
    let lanes = &run.timeline.lanes;
    let answered = |lane: &timeline::Lane| lane.spans.iter().any(|span| span.outcome.is_ok());
    !lanes.is_empty() && lanes.iter().all(answered)
}

/// What the strip shows, for those who do not see it.
fn in_words(run: &Run) -> String {
    let metrics = run.timeline.metrics();
    let (time, most) = (seconds(metrics.time), metrics.peak_in_flight);
    let mut told = words::raced(&way(run), metrics.requests, &time, most);
    let counts = [metrics.ok, metrics.failed, metrics.abandoned];
    for (count, how) in counts.into_iter().zip(words::ENDS) {
        if count > 0 {
            let _ = write!(told, ", {count} {how}");
        }
    }
    told
}

fn axis(end: u32) -> String {
    let at = |tick: u32| {
        let place = f64::from(tick) / f64::from(end) * 100.0;
        let time = seconds(tick);
        let text = match tick {
            0 => "0",
            _ if tick == end => &time,
            _ => time.trim_end_matches(" s"),
        };
        format!("<span style=\"left:{place:.2}%\">{text}</span>")
    };
    // The end is always there; a time that would touch it stays away.
    let times = (0..end).step_by(5);
    let times = times.filter(|tick| (end - tick) * 9 > end);
    times.chain([end]).map(at).collect()
}
