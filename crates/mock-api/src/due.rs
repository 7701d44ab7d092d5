use crate::log::Moment;
use std::time::{Duration, Instant};
use timeline::TICK;

/// A delay with its dice cast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Due {
    /// On a tick, and so much later.
    Ticks(u32, Duration),
    Exact(Duration),
    Never,
}

impl Due {
    pub(crate) const NOW: Due = Due::ticks_from_now(0);

    pub(crate) const fn ticks_from_now(ticks: u32) -> Self {
        Due::Ticks(ticks, Duration::ZERO)
    }

    /// This delay, and after it another one.
    pub(crate) fn then(self, next: Due) -> Self {
        match (self, next) {
            (Due::NOW, due) | (due, Due::NOW) => due,
            (Due::Never, _) | (_, Due::Never) => Due::Never,
            (Due::Ticks(ticks, Duration::ZERO), Due::Ticks(more, late)) => {
                Due::Ticks(ticks.saturating_add(more), late)
            }
            (Due::Ticks(ticks, late), next) => {
                Due::Ticks(ticks, late.saturating_add(next.duration()))
            }
            (Due::Exact(duration), next) => Due::Exact(duration.saturating_add(next.duration())),
        }
    }

    fn duration(self) -> Duration {
        match self {
            Due::Ticks(ticks, late) => TICK.saturating_mul(ticks).saturating_add(late),
            Due::Exact(duration) => duration,
            Due::Never => Duration::MAX,
        }
    }

    /// The end of this delay when it begins at a moment, as time since the first event. A delay in
    /// ticks ends on the tick, so that what came a few milliseconds late does not make all that
    /// follows late too.
    pub(crate) fn end(self, since: Moment) -> Duration {
        match self {
            Due::NOW => since.at,
            Due::Ticks(ticks, late) => {
                let tick = since.tick().saturating_add(ticks);
                TICK.saturating_mul(tick).saturating_add(late)
            }
            Due::Exact(duration) => since.at.saturating_add(duration),
            Due::Never => Duration::MAX,
        }
    }

    /// Waits from a moment on.
    ///
    /// tokio's timer has steps of 1 ms, and is two late at worst: nothing beside a tick, but a tenth of
    /// 20 ms. What shall be exact and is due within a tick has a finer one, whose thread costs more than
    /// a whole request.
    pub(crate) async fn wait(self, since: Moment) {
        if self == Due::NOW {
            return;
        }
        let Some(end) = since.origin.checked_add(self.end(since)) else {
            // No clock goes that far.
            return std::future::pending().await;
        };
        let left = end.saturating_duration_since(Instant::now());
        // What is due already waits for no timer: the finer one has a thread of its own, and what came
        // later could overtake it.
        if left.is_zero() {
            return;
        }
        match self.ticks() {
            None if left < TICK => futures_timer::Delay::new(left).await,
            _ => tokio::time::sleep_until(end.into()).await,
        }
    }

    /// Ticks from its begin to its end, if that is on a tick.
    pub(crate) fn ticks(self) -> Option<u32> {
        match self {
            Due::Ticks(ticks, Duration::ZERO) => Some(ticks),
            Due::Ticks(..) | Due::Exact(_) | Due::Never => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::pin;
    use std::task::{Context, Waker};

    #[test]
    fn what_is_due_already_is_not_waited_for() {
        let since = Moment {
            origin: Instant::now(),
            at: Duration::ZERO,
        };
        for due in [Due::Exact(Duration::ZERO), Due::NOW] {
            let wait = pin!(due.wait(since));
            let mut context = Context::from_waker(Waker::noop());
            assert!(wait.poll(&mut context).is_ready(), "{due:?}");
        }
    }

    #[test]
    fn one_after_the_other_they_end_where_the_last_ends() {
        let ms = Duration::from_millis;
        let since = Moment {
            origin: Instant::now(),
            at: ms(310),
        };
        let (ticks, exact) = (Due::ticks_from_now(2), Due::Exact(ms(30)));
        for (due, end, on_tick) in [
            (ticks.then(ticks), ms(700), Some(4)),
            (exact.then(exact), ms(370), None),
            (ticks.then(exact), ms(530), None),
            (exact.then(ticks), ms(540), None),
            (ticks.then(exact).then(ticks), ms(730), None),
            (Due::NOW.then(exact), ms(340), None),
            (exact.then(Due::Never), Duration::MAX, None),
            (Due::Never.then(exact), Duration::MAX, None),
        ] {
            assert_eq!((due.end(since), due.ticks()), (end, on_tick), "{due:?}");
        }
    }
}
