//! What people write first: three at a time, and then the next three.

pub mod asynchronous;
pub mod blocking;
