use std::time::Duration;

/// How long something takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delay {
    /// Whole ticks; ends on the tick.
    Ticks(u32),
    /// Any duration.
    Exact(Duration),
    /// Any duration between two, drawn at random.
    Between(Duration, Duration),
    /// Until the client hangs up.
    Never,
}

impl Delay {
    /// No time at all.
    pub(crate) const NONE: Delay = Delay::Ticks(0);
}
