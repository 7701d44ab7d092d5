//! The same stages, and a model that fails now and then.

pub mod asynchronous;
pub mod blocking;
pub mod own_queue;
