//! `cargo witness -- COMMAND`, as somebody uses it.

mod command;
mod common;
mod python;
#[cfg(unix)]
mod unix;
