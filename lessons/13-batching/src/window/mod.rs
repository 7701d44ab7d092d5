//! Three at a time: when one is answered, the next is read and sent.

pub mod asynchronous;
pub mod blocking;
