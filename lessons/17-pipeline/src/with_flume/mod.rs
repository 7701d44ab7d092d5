//! The first pipeline with the crate `flume`, whose queues serve threads and futures.

pub mod asynchronous;
pub mod blocking;
