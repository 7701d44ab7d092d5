//! Code that never looks at a status: a common way to write it.

pub mod asynchronous;
pub mod blocking;
