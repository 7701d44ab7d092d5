//! The loser is not told that it has lost.

pub mod asynchronous;
pub mod blocking;
