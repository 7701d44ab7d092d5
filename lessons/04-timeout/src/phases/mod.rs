//! A limit for each phase of a call: to connect, to wait for the answer to begin, to read it.

pub mod asynchronous;
pub mod blocking;

use std::time::Duration;

/// To open a connection.
const CONNECT: Duration = Duration::from_millis(300);
/// For the answer to begin, and from then on for its rest.
const READ: Duration = Duration::from_millis(600);
/// For all of it together.
const TOTAL: Duration = Duration::from_millis(800);
