//! How a program hears that it shall stop: from Ctrl-C (SIGINT, 2), from `kill` (SIGTERM, 15), or
//! from the script of a lesson, which cannot press keys.

pub mod asynchronous;
pub mod blocking;

use signal_hook::flag::register_conditional_default;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// What asks a program to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// A moment that the lesson has set.
    Scripted,
    /// A signal from outside, with its number.
    Real(u8),
}

/// Ctrl-C.
const INTERRUPT: u8 = 2;

/// What `kill` sends. On Windows: the window of the console is closed.
const TERMINATE: u8 = 15;

/// While it lives, signals do not end the program; after that they do again.
///
/// Handlers cannot be taken out. A program that listens to its end needs not care, but this one
/// has something to do between two runs that listen.
#[derive(Debug)]
struct Listener;

static NOBODY_LISTENS: AtomicBool = AtomicBool::new(true);

impl Listener {
    /// To be called before handlers are set that wake somebody. All handlers of a signal run one
    /// after the other, and who was woken may be gone before the last of them looks.
    fn new() -> io::Result<Self> {
        static HAS_HANDLERS: AtomicBool = AtomicBool::new(false);
        NOBODY_LISTENS.store(false, Relaxed);
        if !HAS_HANDLERS.swap(true, Relaxed) {
            for signal in [INTERRUPT, TERMINATE] {
                register_conditional_default(signal.into(), &NOBODY_LISTENS)?;
            }
        }
        Ok(Listener)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        NOBODY_LISTENS.store(true, Relaxed);
    }
}
