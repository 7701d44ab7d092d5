//! The program as somebody starts it, and the client of the server's own tests.

pub(crate) mod program;
#[path = "../../../../mock-api/tests/common/mod.rs"]
mod server;

pub(crate) use server::{http, wait_until};
