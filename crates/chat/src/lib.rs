//! The API client that lessons call: the HTTP request of lesson 1, once, for all the others.
//!
//! [`Client`] is the async form, [`blocking::Client`] the blocking one. They have the same methods
//! and the same [`Error`], and each is short enough to be read in one go.

mod asynchronous;
pub mod blocking;
mod error;
mod wire;

pub use asynchronous::Client;
pub use error::Error;
