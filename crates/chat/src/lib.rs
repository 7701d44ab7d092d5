//! The API client that lessons call: the HTTP request of lesson 1, once, for all the others.
//!
//! [`Client`] is the async form, [`blocking::Client`] the blocking one. They have the same [`Error`] and
//! the same methods, but for two: whoever awaits an async call can stop to, and needs neither
//! [`within`](blocking::Client::within) nor [`hang_up`](blocking::Client::hang_up). Each is short
//! enough to be read in one go.

mod asynchronous;
pub mod blocking;
mod error;
mod resolver;
mod wire;

pub use asynchronous::Client;
pub use error::Error;
