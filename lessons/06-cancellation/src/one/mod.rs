//! One worker, and one token that cancels it.

pub mod asynchronous;
pub mod blocking;
pub mod flag;
pub mod swallow;
