//! Workers that put what has failed back into the queue that they take from.

pub mod asynchronous;
pub mod blocking;
