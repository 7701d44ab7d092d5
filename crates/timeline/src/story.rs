use crate::{Lane, Span, Timeline, names};

impl Timeline {
    /// How the requests of a lane ended, in order: `ok`, `503, then ok`, `hung up`, `ok, for nobody`.
    pub fn story(&self, lane: &Lane) -> String {
        if lane.spans.is_empty() {
            return names::NOT_SENT.to_owned();
        }
        let end = |span: &Span| names::end(span.outcome, self.is_for_nobody(span));
        let ends: Vec<String> = lane.spans.iter().map(end).collect();
        ends.join(names::THEN)
    }

    /// One of its spans in one sentence: what was sent when, and how it ended, for nobody perhaps.
    pub fn span_story(&self, span: &Span, label: &str) -> String {
        let story = span.story(label);
        match self.is_for_nobody(span) {
            true => story + names::STORY_FOR_NOBODY,
            false => story,
        }
    }
}

impl Span {
    /// The span in one sentence: what was sent when, and how it ended.
    pub fn story(&self, label: &str) -> String {
        names::story(label, self.start, self.end, self.outcome)
    }
}
