//! Fire and forget: nobody holds the saves, and nobody waits for them.

pub mod asynchronous;
pub mod blocking;
