//! One `Result` for the whole batch: a common way to write it.

pub mod asynchronous;
pub mod blocking;
