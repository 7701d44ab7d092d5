//! The same stages, and a queue without a bound between the first two.

pub mod asynchronous;
pub mod blocking;
