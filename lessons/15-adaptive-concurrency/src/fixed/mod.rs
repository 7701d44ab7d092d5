//! A limit that somebody has typed.

pub mod asynchronous;
pub mod blocking;

/// Each question is asked so often: the answer that comes most often is the best one.
pub const TIMES: usize = 4;
