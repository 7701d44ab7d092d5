use std::io;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

/// Often enough to be watched.
const NOW_AND_THEN: Duration = Duration::from_millis(200);

/// Waits for the signals that ask a program to stop: Ctrl-C everywhere, and on Unix SIGTERM, which
/// `kill` and process managers send.
pub(crate) struct Stop {
    runtime: Runtime,
    signals: Signals,
}

impl Stop {
    /// From here on the signals do not end the program.
    pub(crate) fn listen() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let signals = {
            let _entered = runtime.enter();
            Signals::listen()?
        };
        Ok(Stop { runtime, signals })
    }

    /// Returns when one of them has come. Until then, does something now and then.
    pub(crate) fn wait(self, mut meanwhile: impl FnMut()) {
        let Stop { runtime, signals } = self;
        let repeat = async {
            loop {
                meanwhile();
                tokio::time::sleep(NOW_AND_THEN).await;
            }
        };
        runtime.block_on(async {
            tokio::select! {
                () = signals.wait() => {}
                () = repeat => {}
            }
        });
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

    async fn wait(mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
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

    async fn wait(mut self) {
        self.0.recv().await;
    }
}
