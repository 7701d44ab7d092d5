//! A deadline that is moved while a call runs under it.

pub mod asynchronous;
pub mod blocking;
pub mod left_behind;
