//! `cargo course`, driven as a learner does.

mod commands;
mod doctor;
mod fixture;
mod repository;
#[cfg(unix)]
mod watch;
