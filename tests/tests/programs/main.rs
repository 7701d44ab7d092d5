//! The programs of the kit as somebody runs them: at a terminal, in a pipe, stopped, in a bad
//! environment.

#[cfg(unix)]
mod environment;
mod failures;
#[cfg(unix)]
mod signals;
#[cfg(unix)]
mod terminal;
