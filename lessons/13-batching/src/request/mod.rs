//! Several texts in one request.

pub mod asynchronous;
pub mod blocking;
