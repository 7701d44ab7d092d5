//! A handler may do little more than set a flag: the program looks at it from time to time.

use super::{INTERRUPT, Listener, Signal, TERMINATE};
use signal_hook::flag;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// Hears signals, instead of what they would do, until it is dropped.
#[derive(Debug)]
pub struct Signals<'script> {
    _listener: Listener,
    /// The number of the last signal that nobody has looked at; 0 for none.
    last: Arc<AtomicUsize>,
    since: Instant,
    script: &'script [Duration],
}

impl<'script> Signals<'script> {
    /// Listens. The script says when it shall hear a signal that nobody sent, if no real one came.
    ///
    /// # Errors
    ///
    /// When the system refuses a handler.
    pub fn listen(script: &'script [Duration]) -> io::Result<Self> {
        let _listener = Listener::new()?;
        let last = Arc::new(AtomicUsize::new(0));
        let on = |signal: u8| flag::register_usize(signal.into(), Arc::clone(&last), signal.into());
        on(INTERRUPT)?;
        on(TERMINATE)?;
        Ok(Signals {
            _listener,
            last,
            since: Instant::now(),
            script,
        })
    }

    /// The signal that came since the last look, if one did.
    pub fn look(&mut self) -> Option<Signal> {
        if let Ok(signal @ 1..) = u8::try_from(self.last.swap(0, Relaxed)) {
            self.script = &[];
            return Some(Signal::Real(signal));
        }
        let (next, later) = self.script.split_first()?;
        if self.since.elapsed() < *next {
            return None;
        }
        self.script = later;
        Some(Signal::Scripted)
    }
}
