//! Handles are joined in the order in which they were made: a common first attempt.

pub mod asynchronous;
pub mod blocking;
