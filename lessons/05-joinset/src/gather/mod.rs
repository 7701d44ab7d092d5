//! Calls that know nothing of each other: each has its own result.

pub mod asynchronous;
pub mod blocking;
