//! What people write first: a limit that is found, and that nobody keeps to.

pub mod asynchronous;
pub mod blocking;
