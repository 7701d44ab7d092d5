//! There is time enough for all saves, and nobody joins them.

pub mod asynchronous;
pub mod blocking;
