//! The server as its clients see it, in one program: what a script does, what is logged, what is
//! refused.

mod addresses;
mod answers;
mod closing;
#[path = "../common/mod.rs"]
mod common;
mod door;
mod embeddings;
mod holds;
mod limits;
mod log;
mod openai_client;
mod pages;
mod protocol;
mod quotas;
mod refusals;
mod schemas;
mod script;
mod streams;
mod workers;
