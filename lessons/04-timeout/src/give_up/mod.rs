//! A call that takes too long is given up.

pub mod asynchronous;
pub mod blocking;
