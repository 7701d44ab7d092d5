//! What the server sees, while it runs.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use mock_api::Tally;
use terminal::{Terminal, WIDTH};

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
        let columns = Terminal::detect_errors().columns;
        self.0.set_message(line(tally, columns.unwrap_or(WIDTH)));
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

/// What matters most comes first. What does not fit is left out: half of a number would be another one.
fn line(tally: &Tally, width: usize) -> String {
    if tally.connections == 0 {
        return "Nobody has connected yet.".to_owned();
    }
    let answered = |wanted: fn(u16) -> bool| {
        let answered = tally.answered.iter();
        let answers = answered.filter(|(status, _)| wanted(**status));
        answers.map(|(_, number)| number).sum::<u64>()
    };
    let ok = answered(|status| (200..300).contains(&status));
    let refused = answered(|status| status == 429);
    let failed = answered(|_| true) - ok - refused;
    let parts = [
        (tally.in_flight as u64, "in flight", true),
        (ok, "ok", true),
        (refused, "refused", false),
        (failed, "failed", false),
        (tally.abandoned, "hung up", false),
        (tally.connections, "connections", true),
    ];
    let parts = parts
        .iter()
        .filter(|(number, _, always)| *always || *number > 0);
    let mut parts: Vec<String> = parts
        .map(|(number, name, _)| format!("{name}: {number}"))
        .collect();
    while parts.join(", ").len() > width {
        parts.pop();
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_what_happened_and_no_more() {
        let mut tally = Tally::default();
        assert_eq!(line(&tally, 80), "Nobody has connected yet.");
        tally.connections = 3;
        assert_eq!(line(&tally, 80), "in flight: 0, ok: 0, connections: 3");
        tally.in_flight = 2;
        tally.answered = [(200, 340), (400, 1), (429, 17), (503, 2)].into();
        tally.abandoned = 1;
        assert_eq!(
            line(&tally, 80),
            "in flight: 2, ok: 340, refused: 17, failed: 3, hung up: 1, connections: 3"
        );
    }

    #[test]
    fn what_does_not_fit_is_left_out() {
        let tally = Tally {
            connections: 10_000,
            in_flight: 10_000,
            answered: [(200, 1_234_567), (429, 123_456), (500, 98_765)].into(),
            abandoned: 4_321,
            ..Tally::default()
        };
        assert_eq!(
            line(&tally, 80),
            "in flight: 10000, ok: 1234567, refused: 123456, failed: 98765, hung up: 4321"
        );
        assert_eq!(line(&tally, 35), "in flight: 10000, ok: 1234567");
        assert_eq!(line(&tally, 3), "");
    }
}
