//! A signal is something to wait for, like any other.

use super::{INTERRUPT, Listener, Signal, TERMINATE};
use futures::future::OptionFuture;
use std::io;
use tokio::time::{Duration, Instant, sleep_until};

#[cfg(unix)]
use tokio::signal::unix::{Signal as Interrupt, Signal as Terminate, SignalKind, signal};
#[cfg(windows)]
use tokio::signal::windows::{CtrlC as Interrupt, CtrlClose as Terminate, ctrl_c, ctrl_close};

/// Hears signals, instead of what they would do, until it is dropped.
#[derive(Debug)]
pub struct Signals<'script> {
    _listener: Listener,
    interrupt: Interrupt,
    terminate: Terminate,
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
        Ok(Signals {
            _listener: Listener::new()?,
            #[cfg(unix)]
            interrupt: signal(SignalKind::interrupt())?,
            #[cfg(unix)]
            terminate: signal(SignalKind::terminate())?,
            #[cfg(windows)]
            interrupt: ctrl_c()?,
            #[cfg(windows)]
            terminate: ctrl_close()?,
            since: Instant::now(),
            script,
        })
    }

    /// Waits for the next signal. None is lost when it is dropped before.
    pub async fn next(&mut self) -> Signal {
        let next = self.script.first();
        let scripted = next.map(|&after| sleep_until(self.since + after));
        let signal = tokio::select! {
            _ = self.interrupt.recv() => Signal::Real(INTERRUPT),
            _ = self.terminate.recv() => Signal::Real(TERMINATE),
            Some(()) = OptionFuture::from(scripted) => Signal::Scripted,
        };
        self.script = match signal {
            Signal::Scripted => &self.script[1..],
            Signal::Real(_) => &[],
        };
        signal
    }
}
