//! What the server sees, while it runs.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use mock_api::Tally;

/// One line, drawn on the standard error stream if that is a terminal.
pub(crate) struct Live(ProgressBar);

impl Live {
    pub(crate) fn new() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{wide_msg}");
        bar.set_style(style.expect("the template is a constant"));
        Live(bar)
    }

    pub(crate) fn show(&self, tally: &Tally) {
        self.0.set_message(line(tally));
    }

    /// Prints something above the line.
    pub(crate) fn above(&self, print: impl FnOnce()) {
        self.0.suspend(print);
    }

    /// Leaves the line empty, for what is printed next.
    pub(crate) fn end(self) {
        self.0.finish_and_clear();
    }
}

/// In the words of the report.
fn line(tally: &Tally) -> String {
    if tally.connections == 0 {
        return "Nobody has connected yet.".to_owned();
    }
    let mut parts = vec![
        format!("connections: {}", tally.connections),
        format!("in flight: {}", tally.in_flight),
    ];
    let answered = tally.answered.iter();
    parts.extend(answered.map(|(status, number)| format!("answered {status}: {number}")));
    if tally.abandoned > 0 {
        parts.push(format!("abandoned: {}", tally.abandoned));
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_what_happened_and_no_more() {
        let mut tally = Tally::default();
        assert_eq!(line(&tally), "Nobody has connected yet.");
        tally.connections = 3;
        assert_eq!(line(&tally), "connections: 3, in flight: 0");
        tally.in_flight = 2;
        tally.answered = [(200, 340), (429, 17)].into();
        tally.abandoned = 1;
        assert_eq!(
            line(&tally),
            "connections: 3, in flight: 2, answered 200: 340, answered 429: 17, abandoned: 1"
        );
    }
}
