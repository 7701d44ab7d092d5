//! What failed and may succeed is sent again, when all the rest is over.

pub mod asynchronous;
pub mod blocking;
