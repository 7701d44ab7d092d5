//! A limit that is found, and applied.

pub mod asynchronous;
pub mod blocking;

/// Each question is asked so often.
pub const TIMES: usize = 7;

/// The limit at first, a guess.
pub const START: usize = 6;

/// The limit is never higher. The blocking form has so many threads.
pub const MOST: usize = 8;
