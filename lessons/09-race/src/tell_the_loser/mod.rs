//! Somebody has to tell the loser.

pub mod asynchronous;
pub mod blocking;
