//! One client for all requests, or a new one for each.

pub mod asynchronous;
pub mod blocking;
