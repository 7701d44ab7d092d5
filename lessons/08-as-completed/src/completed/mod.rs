//! Results are taken in the order in which they come.

pub mod asynchronous;
pub mod blocking;
