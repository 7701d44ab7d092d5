//! A limit that is found, and applied.

pub mod asynchronous;
pub mod blocking;

/// Each question is asked so often.
pub const TIMES: usize = 6;

/// The limit is never higher, and is so high at first: a guess. The blocking form has so many threads.
pub const MOST: usize = 8;
