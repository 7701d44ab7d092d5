//! The program as somebody starts it, and the client of the server's own tests.

// Signals, pipes and limits are tested on Unix alone.
#[cfg_attr(not(unix), allow(dead_code))]
pub(crate) mod program;
#[path = "../../../../mock-api/tests/common/mod.rs"]
mod server;

pub(crate) use server::{http, wait_until};
