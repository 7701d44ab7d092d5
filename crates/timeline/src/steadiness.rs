use crate::residual;
use std::time::Duration;

/// No residual of a steady run reaches this: a third of a tick.
///
/// At half a tick an event would round to the wrong neighbour; a third leaves room to notice
/// before that happens.
pub const MAX_RESIDUAL: Duration = Duration::from_millis(33);

/// No stall that a watcher notes in a steady run reaches this.
///
/// A watcher that sleeps 2 ms at a time can miss that much of a stall, so the bound is a little
/// lower than that on residuals.
pub const MAX_STALL: Duration = Duration::from_millis(30);

/// How far real time strayed from the ticks during a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Steadiness {
    /// The largest distance between an event and its tick.
    pub worst_residual: Duration,
    /// The largest distance between a scripted answer and its tick. Only the machine can be late
    /// with one; any other event may be off its tick because a client waited for half a tick.
    pub worst_answer: Duration,
    /// The longest time by which a sleeping watcher woke too late. A stalled machine stops the
    /// watcher too.
    pub worst_stall: Duration,
    /// Events that came in an order that their ticks deny.
    pub out_of_order: usize,
}

impl Steadiness {
    /// Takes into account how far a moment is from the tick that it was placed on.
    pub fn note(&mut self, at: Duration, tick: u32) {
        self.worst_residual = self.worst_residual.max(residual(at, tick));
    }

    /// Whether the ticks of the run can be trusted.
    pub fn is_steady(&self) -> bool {
        self.worst_residual < MAX_RESIDUAL && self.worst_stall < MAX_STALL && self.out_of_order == 0
    }

    /// Whether the machine kept time. What is off its tick all the same was meant to be.
    pub fn machine_kept_time(&self) -> bool {
        self.worst_answer < MAX_RESIDUAL && self.worst_stall < MAX_STALL
    }
}
