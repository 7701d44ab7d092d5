use crate::{Lane, Outcome, Span, seconds};

impl Lane {
    /// How its requests ended, in order: `ok`, `503, then ok`, `hung up`.
    pub fn story(&self) -> String {
        if self.spans.is_empty() {
            return "not sent".to_owned();
        }
        let ends: Vec<String> = self
            .spans
            .iter()
            .map(|span| match span.outcome {
                Outcome::InFlight => "in flight".to_owned(),
                Outcome::Abandoned => "hung up".to_owned(),
                Outcome::Answered(_) if span.outcome.is_ok() => "ok".to_owned(),
                Outcome::Answered(status) => status.to_string(),
            })
            .collect();
        ends.join(", then ")
    }
}

impl Span {
    /// The span in one sentence: what was sent when, and how it ended.
    pub fn story(&self, label: &str) -> String {
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
            _ => format!("{label}: sent at {start}, still in flight"),
        }
    }
}
