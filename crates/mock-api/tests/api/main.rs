//! The server as its clients see it, in one program: what a script does, what is logged, what is
//! refused.

mod closing;
#[path = "../common/mod.rs"]
mod common;
mod door;
mod holds;
mod limits;
mod log;
mod openai_client;
mod pages;
mod protocol;
mod refusals;
mod script;
