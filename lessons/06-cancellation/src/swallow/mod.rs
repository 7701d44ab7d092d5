//! Two workers that are told to stop, and a program that goes on.

pub mod asynchronous;
pub mod blocking;
