//! Three stages with a bounded queue between each two of them.

pub mod asynchronous;
pub mod blocking;
pub mod unbounded;
