//! A request and work of our own, at the same time.

pub mod asynchronous;
pub mod blocking;
pub mod computes;
pub mod lazy;

use std::thread::sleep;
use std::time::Duration;

/// Work of our own, which waits for nobody and keeps its thread for 0.3 s. Here it sleeps, so that the
/// picture does not depend on your processor.
fn lay_out(draft: &str) -> String {
    sleep(Duration::from_millis(300));
    format!("<p>{draft}</p>")
}
