//! Two articles at a time, while the loop that takes the results has work of its own.

pub mod asynchronous;
pub mod blocking;
pub mod stream;
