//! Every article has a result of its own.

pub mod asynchronous;
pub mod blocking;
