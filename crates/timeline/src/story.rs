use crate::{Lane, Resolution, Span, Timeline, names};
use unicode_width::UnicodeWidthStr;

/// Columns of a brief story: the picture beside it needs the others.
const BRIEF: usize = 24;

impl Timeline {
    /// How the requests of a lane ended, in order: `ok`, `503, then ok`, `hung up`, `ok, for nobody`.
    pub fn story(&self, lane: &Lane) -> String {
        if lane.spans.is_empty() {
            return names::NOT_SENT.to_owned();
        }
        self.ends(lane).join(names::THEN)
    }

    fn ends(&self, lane: &Lane) -> Vec<String> {
        let end = |span: &Span| names::end(span.outcome, self.is_for_nobody(span));
        lane.spans.iter().map(end).collect()
    }

    /// The same where there is little room: `429 x6, then ok`, and at worst `9 attempts, then ok`.
    pub(crate) fn brief_story(&self, lane: &Lane) -> String {
        let ends = self.ends(lane);
        let told = ends.chunk_by(|a, b| a == b).map(|group| match group {
            [first, _, ..] => names::so_often(first, group.len()),
            once => once.concat(),
        });
        let told = told.collect::<Vec<_>>().join(names::THEN);
        match ends.split_last() {
            None => names::NOT_SENT.to_owned(),
            Some((last, before)) if told.width() > BRIEF && !before.is_empty() => {
                names::after_attempts(before.len(), last)
            }
            Some(_) => told,
        }
    }

    /// When the parts of an answer came, in words, after what [`Timeline::span_story`] says; empty for an
    /// answer in one piece.
    pub(crate) fn chunk_story(&self, lane: usize, span: usize) -> String {
        names::chunks(self.chunks_at(lane, span), self.resolution)
    }

    /// One of its spans in one sentence: what was sent when, and how it ended, for nobody perhaps.
    pub fn span_story(&self, span: &Span, label: &str) -> String {
        let story = names::story(label, span, self.resolution);
        match self.is_for_nobody(span) {
            true => story + names::STORY_FOR_NOBODY,
            false => story,
        }
    }
}

impl Span {
    /// The span in one sentence: what was sent when, and how it ended.
    pub fn story(&self, label: &str) -> String {
        names::story(label, self, Resolution::default())
    }
}
