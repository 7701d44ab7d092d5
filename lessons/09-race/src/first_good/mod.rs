//! The first good answer wins, and not the first that comes.

pub mod asynchronous;
pub mod blocking;
