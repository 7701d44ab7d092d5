//! What people write first: the handles are dropped, and what they stood for runs on.

pub mod asynchronous;
pub mod blocking;
