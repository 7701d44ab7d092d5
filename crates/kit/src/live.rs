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
    /// Said under the timeline of a run that seems to hang.
    doubt: String,
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
            doubt: String::new(),
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
        let text = timeline.text(self.style, Some(now));
        self.bar.set_message(format!("{text}{}", self.doubt));
    }

    fn wonder(&mut self, waited: Duration, left: Duration) {
        let (waited, left) = (waited.as_secs(), left.as_secs());
        let doubt =
            format!("It has not returned for {waited} s; it is given up in another {left} s.");
        match self.bar.is_hidden() {
            // Where nothing is drawn, the next thing that is seen would come when it is given up.
            true => eprintln!("{doubt}"),
            false => self.doubt = format!("\n{doubt}"),
        }
    }
}

impl Drop for Drawing {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
