//! The mock API as a program: what somebody in a classroom sees of it.

mod common;
#[cfg(unix)]
mod flood;
mod program;
#[cfg(unix)]
mod unix;
