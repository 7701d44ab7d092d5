//! Summaries that are saved in the background, and what becomes of it at the end.

pub mod asynchronous;
pub mod blocking;
pub mod forget;
pub mod last_line;
