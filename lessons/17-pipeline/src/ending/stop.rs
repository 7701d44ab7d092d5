//! A tap that is closed once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::Instant;

/// Whether to stop. Somebody says so, or Ctrl-C does. Here the lesson presses it at a moment of its own.
#[derive(Debug, Default)]
pub struct Stop {
    flag: Arc<AtomicBool>,
    pressed: Option<Instant>,
}

impl Stop {
    /// Ctrl-C is pressed then.
    pub fn pressed(at: Instant) -> Self {
        Stop {
            pressed: Some(at),
            ..Stop::default()
        }
    }

    /// What `signal_hook::flag::register` sets when Ctrl-C is pressed at work.
    pub fn flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.flag)
    }

    /// Says so to everybody.
    pub fn set(&self) {
        self.flag.store(true, SeqCst);
    }

    /// Whether somebody has said so.
    pub fn is_set(&self) -> bool {
        self.flag.load(SeqCst) || self.pressed.is_some_and(|at| at <= Instant::now())
    }
}
