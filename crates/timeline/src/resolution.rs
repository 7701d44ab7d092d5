use crate::TICK;
use std::time::Duration;

/// How long the ticks of a timeline are: [`TICK`] in a lesson, where everything is scripted on it. A run
/// that knows no ticks is drawn on those that suit its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolution(Duration);

impl Default for Resolution {
    fn default() -> Self {
        Resolution(TICK)
    }
}

impl Resolution {
    /// Ticks of a tenth of, one, ten, ... seconds: the longest that leave a run some hundred columns,
    /// and no shorter than a millisecond.
    pub fn of(run: Duration) -> Self {
        let mut tick = Duration::from_millis(1);
        while run > tick * 500 {
            tick *= 10;
        }
        Resolution(tick)
    }

    /// The length of a tick.
    pub fn tick(self) -> Duration {
        self.0
    }

    /// The tick that is nearest to a time since the first event.
    pub fn nearest(self, at: Duration) -> u32 {
        let ticks = (at + self.0 / 2).as_nanos() / self.0.as_nanos();
        u32::try_from(ticks).unwrap_or(u32::MAX)
    }

    /// A number of ticks as seconds, with as many digits as the ticks can tell: `0.9 s`, `0.92 s`.
    pub fn seconds(self, ticks: u32) -> String {
        format!("{} s", self.number(ticks))
    }

    /// The same without the unit.
    pub(crate) fn number(self, ticks: u32) -> String {
        let digits = match self.0.as_millis() {
            0..10 => 3,
            10..100 => 2,
            100..1000 => 1,
            _ => 0,
        };
        let seconds = self.0.as_secs_f64() * f64::from(ticks);
        format!("{seconds:.digits$}")
    }
}
