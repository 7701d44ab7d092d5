//! What all experiments share: the plan, the limits, the patience with a busy machine, and the bar
//! that shows how far it is.

use crate::child::Server;
use crate::limits::Limits;
use crate::plan::Plan;
use crate::quiet::Monitor;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::Duration;
use timeline::Cells;

pub(crate) struct Session {
    pub(crate) plan: Plan,
    pub(crate) limits: Limits,
    monitor: Monitor,
    patience: usize,
    pub(crate) progress: ProgressBar,
}

/// How often a single measurement is tried again.
const ATTEMPTS: usize = 3;

impl Session {
    pub(crate) fn new(plan: Plan, limits: Limits) -> Self {
        // Drawn on the standard error stream, and only if that is a terminal.
        let progress = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{bar:24} {percent:>3} %  {wide_msg}");
        let style = style.expect("the template is a constant");
        progress.set_style(match terminal::cells() {
            Cells::Unicode => style,
            Cells::Ascii => style.progress_chars("##-"),
        });
        Session {
            patience: plan.patience,
            plan,
            limits,
            monitor: Monitor::default(),
            progress,
        }
    }

    /// The time of this server is not that of other programs.
    pub(crate) fn uses(&mut self, server: &Server) {
        self.monitor.server = Some(server.id());
    }

    /// Measures once, and again a few times while the machine was too busy. The last result comes
    /// with whether it can be trusted.
    pub(crate) fn measure<T>(
        &mut self,
        mut run: impl FnMut() -> Result<T, String>,
    ) -> Result<(T, bool), String> {
        for _ in 1..ATTEMPTS {
            let (result, quiet) = self.monitor.watch(&mut run);
            let result = result?;
            if quiet || self.patience == 0 {
                return Ok((result, quiet));
            }
            self.patience -= 1;
        }
        self.measure_once(run)
    }

    /// Measures once, however busy the machine is: for what takes long, and of which processor time
    /// and memory are worth knowing all the same. Tells whether the machine was quiet.
    pub(crate) fn measure_once<T>(
        &mut self,
        run: impl FnOnce() -> Result<T, String>,
    ) -> Result<(T, bool), String> {
        let (result, quiet) = self.monitor.watch(run);
        Ok((result?, quiet))
    }

    /// Notes on the bar what is measured, and about how long it takes.
    pub(crate) fn says(&self, what: &str) {
        self.progress.set_message(what.to_owned());
    }

    pub(crate) fn expects(&self, time: Duration) {
        self.progress.inc_length(millis(time));
    }

    pub(crate) fn passed(&self, time: Duration) {
        self.progress.inc(millis(time));
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(patience: usize) -> Session {
        let plan = Plan {
            patience,
            ..Plan::rehearsal()
        };
        Session::new(plan, Limits::default())
    }

    #[test]
    fn a_failure_is_not_tried_again() {
        let mut runs = 0;
        let result = session(9).measure(|| {
            runs += 1;
            Err::<(), _>("no".to_owned())
        });
        assert_eq!((result, runs), (Err("no".to_owned()), 1));
    }

    #[test]
    fn a_busy_machine_is_tried_a_few_times_and_no_more() {
        for (patience, most) in [(0, 1), (1, 2), (9, ATTEMPTS)] {
            let mut runs = 0;
            let mut session = session(patience);
            // A run that is over before anybody can look is quiet; how often it is tried depends on
            // the machine, but is bounded.
            let result = session.measure(|| {
                runs += 1;
                Ok(runs)
            });
            let (last, quiet) = result.expect("it does not fail");
            assert!(last <= most, "{last} runs with patience {patience}");
            assert!(quiet || last == most);
        }
    }
}
