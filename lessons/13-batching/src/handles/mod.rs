//! What people write who cut the handles into chunks, and not the work.

pub mod asynchronous;
pub mod blocking;
