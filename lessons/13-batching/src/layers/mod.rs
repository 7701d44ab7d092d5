//! Lists of work: one after another inside, beside each other outside. And the other way round.

pub mod asynchronous;
pub mod blocking;
