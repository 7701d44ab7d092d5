use std::io;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

/// Often enough to be watched.
const NOW_AND_THEN: Duration = Duration::from_millis(200);

/// Waits for the signals that ask a program to stop: Ctrl-C everywhere, and on Unix SIGTERM, which
/// `kill` and process managers send.
pub(crate) struct Stop {
    runtime: Runtime,
    signals: Signals,
}

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signal {
    Interrupt,
    #[cfg(unix)]
    Terminate,
}

impl Stop {
    /// From here on the signals do not end the program.
    pub(crate) fn listen() -> Result<Self, String> {
        Self::start().map_err(|error| format!("cannot handle Ctrl-C: {error}"))
    }

    fn start() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let signals = {
            let _entered = runtime.enter();
            Signals::listen()?
        };
        Ok(Stop { runtime, signals })
    }

    /// Returns when one of them has come. Until then, does something now and then.
    pub(crate) fn wait(self, mut meanwhile: impl FnMut()) {
        let Stop {
            runtime,
            mut signals,
        } = self;
        let repeat = async {
            loop {
                meanwhile();
                tokio::time::sleep(NOW_AND_THEN).await;
            }
        };
        runtime.block_on(async {
            tokio::select! {
                _ = signals.next() => {}
                () = repeat => {}
            }
        });
    }

    /// Waits for something else, and hands over each signal that comes before it. Until then, does
    /// something now and then.
    pub(crate) fn wait_for<T>(
        self,
        mut done: oneshot::Receiver<T>,
        mut pass: impl FnMut(Signal),
        mut meanwhile: impl FnMut(),
    ) -> Option<T> {
        let Stop {
            runtime,
            mut signals,
        } = self;
        runtime.block_on(async {
            loop {
                tokio::select! {
                    done = &mut done => return done.ok(),
                    signal = signals.next() => pass(signal),
                    () = tokio::time::sleep(NOW_AND_THEN) => meanwhile(),
                }
            }
        })
    }
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Signals {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.interrupt.recv() => Signal::Interrupt,
            _ = self.terminate.recv() => Signal::Terminate,
        }
    }
}

#[cfg(windows)]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    fn listen() -> io::Result<Self> {
        Ok(Signals(tokio::signal::windows::ctrl_c()?))
    }

    async fn next(&mut self) -> Signal {
        self.0.recv().await;
        Signal::Interrupt
    }
}
