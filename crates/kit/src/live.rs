use crate::Run;
use crate::run::Observer;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use mock_api::MockApi;
use std::time::Duration;
use terminal::Terminal;
use timeline::{TextStyle, Timeline, nearest_tick};

/// A timeline that grows on the terminal while its run happens, and makes room for the final one
/// when it is dropped. Where nobody watches it draws nothing.
pub(crate) struct Drawing {
    bar: ProgressBar,
    order: Vec<String>,
    style: TextStyle,
}

impl Drawing {
    pub(crate) fn new(run: &Run, terminal: &Terminal) -> Self {
        let target = match terminal.live {
            true => ProgressDrawTarget::stdout(),
            false => ProgressDrawTarget::hidden(),
        };
        let bar = ProgressBar::with_draw_target(None, target);
        bar.set_style(ProgressStyle::with_template("{msg}").expect("the template is a constant"));
        Drawing {
            bar,
            order: run.scenario.lanes().to_vec(),
            style: terminal.style(),
        }
    }
}

impl Observer for Drawing {
    fn observe(&mut self, api: &MockApi) {
        if self.bar.is_hidden() {
            return;
        }
        let timeline = Timeline::from_events(&api.events(), &self.order, Duration::ZERO);
        let now = nearest_tick(api.elapsed());
        self.bar.set_message(timeline.text(self.style, Some(now)));
    }
}

impl Drop for Drawing {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
