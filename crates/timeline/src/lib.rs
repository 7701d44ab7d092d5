//! What a server saw, on ticks.
//!
//! A server that records [`Event`]s gives them to [`Timeline::from_events`], which puts each on a
//! whole [`TICK`] and sorts them into [`Lane`]s and [`Span`]s. A timeline renders itself as
//! [text](Timeline::text), as [SVG](svg::document) and as [JSON](Timeline::json).
//!
//! The crate is pure: it reads no clock and does no I/O, so that the same events always give the
//! same picture.
//!
//! # From real time to ticks
//!
//! The server answers on the tick: a request that arrived at tick 3 with a scripted latency of 2
//! ticks is answered as near to tick 5 as the machine manages. So errors do not add up, and every
//! event has a tick of its own:
//!
//! 1. A scripted answer is placed where the script says, whatever the timer did.
//! 2. Every other event (a connection, an arrival, an abandonment) is placed on the nearest tick.
//! 3. Both leave a *residual*, the distance from the tick. A run is [steady](Steadiness) when no
//!    residual reaches a third of a tick and the machine did not stall.
//!
//! Time that no event shows cannot be placed. A stall that delays a client by a whole tick looks
//! like a client that waited, which is why the longest stall is handed in from outside.

mod against;
mod clock;
mod event;
mod json;
mod load;
mod model;
mod names;
mod resolution;
mod shape;
mod steadiness;
mod story;
mod summary;
pub mod svg;
mod text;
mod track;

pub use against::Against;
pub use event::{Event, What};
pub use json::{JsonError, SCHEMA};
pub use model::{Lane, Mark, Metrics, Outcome, Span, Timeline};
pub use resolution::Resolution;
pub use shape::Shape;
pub use steadiness::{MAX_RESIDUAL, MAX_STALL, Steadiness};
pub use text::{Cells, Scale, TextStyle, legend, seconds};
pub use track::{Steps, Track};

use std::time::Duration;

/// One tick: all scripted durations and all printed times are whole multiples of it.
pub const TICK: Duration = Duration::from_millis(100);

/// The tick that is nearest to a time since the first event.
///
/// ```
/// # use std::time::Duration;
/// assert_eq!(timeline::nearest_tick(Duration::from_millis(312)), 3);
/// ```
pub fn nearest_tick(at: Duration) -> u32 {
    let ticks = (at + TICK / 2).as_nanos() / TICK.as_nanos();
    u32::try_from(ticks).unwrap_or(u32::MAX)
}

/// How far a time is from a tick, early or late.
pub(crate) fn residual(at: Duration, tick: u32) -> Duration {
    at.abs_diff(TICK * tick)
}
