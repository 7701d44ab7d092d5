use crate::{Lane, Outcome, Resolution, Span, Timeline};
use unicode_width::UnicodeWidthStr;

/// Columns of a brief story: the picture beside it needs the others.
const BRIEF: usize = 24;

impl Timeline {
    /// How the requests of a lane ended, in order: `ok`, `503, then ok`, `hung up`, `ok, for nobody`.
    pub fn story(&self, lane: &Lane) -> String {
        if lane.spans.is_empty() {
            return "not sent".to_owned();
        }
        let end = |span: &Span| {
            let end = match span.outcome {
                Outcome::InFlight => "in flight".to_owned(),
                Outcome::Abandoned => "hung up".to_owned(),
                Outcome::Cut => "cut off".to_owned(),
                Outcome::Answered(_) if span.outcome.is_ok() => "ok".to_owned(),
                Outcome::Answered(status) => status.to_string(),
            };
            match self.is_for_nobody(span) {
                true => end + ", for nobody",
                false => end,
            }
        };
        let ends: Vec<String> = lane.spans.iter().map(end).collect();
        ends.join(", then ")
    }

    /// The same where there is little room: `429 x6, then ok`, and at worst `9 attempts, then ok`.
    pub(crate) fn brief_story(&self, lane: &Lane) -> String {
        let story = self.story(lane);
        let ends: Vec<&str> = story.split(", then ").collect();
        let told = ends.chunk_by(|a, b| a == b).map(|group| match group {
            [once] => (*once).to_owned(),
            [first, ..] => format!("{first} x{}", group.len()),
            [] => String::new(),
        });
        let told = told.collect::<Vec<_>>().join(", then ");
        match ends.split_last() {
            Some((last, before)) if told.width() > BRIEF && !before.is_empty() => {
                format!("{} attempts, then {last}", before.len())
            }
            _ => told,
        }
    }

    /// When the parts of an answer came, in words, after what [`Timeline::span_story`] says; empty for an
    /// answer in one piece.
    pub(crate) fn chunk_story(&self, lane: usize, span: usize) -> String {
        let seconds = |tick: u32| self.resolution.seconds(tick);
        match self.chunks_at(lane, span) {
            [] => String::new(),
            [only] => format!(", in one part at {}", seconds(*only)),
            [first, .., last] => {
                let (first, last) = (seconds(*first), seconds(*last));
                let parts = self.chunks_at(lane, span).len();
                format!(", in {parts} parts, the first at {first}, the last at {last}")
            }
        }
    }

    /// One of its spans in one sentence: what was sent when, and how it ended, for nobody perhaps.
    pub fn span_story(&self, span: &Span, label: &str) -> String {
        let story = span.told(label, self.resolution);
        match self.is_for_nobody(span) {
            true => story + ", for nobody: its caller had returned",
            false => story,
        }
    }
}

impl Span {
    /// The span in one sentence: what was sent when, and how it ended.
    pub fn story(&self, label: &str) -> String {
        self.told(label, Resolution::default())
    }

    fn told(&self, label: &str, resolution: Resolution) -> String {
        let seconds = |ticks| resolution.seconds(ticks);
        let start = seconds(self.start);
        let after = |end: u32| (seconds(end.saturating_sub(self.start)), seconds(end));
        match (self.outcome, self.end) {
            (Outcome::Answered(status), Some(end)) => {
                let (waited, end) = after(end);
                format!("{label}: sent at {start}, answered {status} after {waited}, at {end}")
            }
            (Outcome::Abandoned, Some(end)) => {
                let (waited, end) = after(end);
                format!("{label}: sent at {start}, the client hung up after {waited}, at {end}")
            }
            (Outcome::Cut, Some(end)) => {
                let (waited, end) = after(end);
                format!("{label}: sent at {start}, cut off by the server after {waited}, at {end}")
            }
            _ => format!("{label}: sent at {start}, still in flight"),
        }
    }
}
