//! The mock API as a program: what somebody in a classroom sees of it.

#[cfg(unix)]
#[path = "../../../book/tests/book/common/browser.rs"]
#[allow(dead_code, reason = "the book's tests use the rest")]
mod browser;
mod common;
#[cfg(unix)]
mod flood;
#[cfg(unix)]
mod page;
mod program;
#[cfg(unix)]
mod room;
#[cfg(unix)]
mod unix;
