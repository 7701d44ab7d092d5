//! The same stages, and two reasons to stop: Ctrl-C, and a summary that fails.

pub mod asynchronous;
pub mod blocking;
pub mod kept;
mod stop;
pub mod whole;

pub use stop::Stop;
