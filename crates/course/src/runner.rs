use std::env;
use std::io;
use std::process::{Child, Command, ExitStatus};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle, sleep};
use std::time::Duration;

/// How often a running program is looked at.
const FRAME: Duration = Duration::from_millis(10);

/// The program that runs now, so that it can be ended from another thread.
#[derive(Debug, Default)]
pub(crate) struct Runner {
    child: Mutex<Option<Child>>,
}

impl Runner {
    /// Waits for a program to end, or to be ended.
    pub(crate) fn wait(&self, child: Child) -> io::Result<ExitStatus> {
        *self.child() = Some(child);
        loop {
            if let Some(child) = self.child().as_mut()
                && let Some(status) = child.try_wait()?
            {
                break Ok(status);
            }
            sleep(FRAME);
        }
    }

    /// Ends the program that runs now, if one does.
    pub(crate) fn end(&self) {
        if let Some(child) = self.child().as_mut() {
            // It may have ended meanwhile, which is just as well.
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    fn child(&self) -> MutexGuard<'_, Option<Child>> {
        self.child.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How long a build may take in silence.
const SILENCE: Duration = Duration::from_secs(3);

/// Says that something is being built when that takes long, as it does the first time.
pub(crate) struct Notice {
    over: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Notice {
    pub(crate) fn of(package: String) -> Self {
        let (over, told) = mpsc::channel();
        let thread = thread::spawn(move || {
            if told.recv_timeout(SILENCE) == Err(RecvTimeoutError::Timeout) {
                anstream::eprintln!("Building {package} ...");
            }
        });
        Notice {
            over: Some(over),
            thread: Some(thread),
        }
    }
}

impl Drop for Notice {
    fn drop(&mut self) {
        drop(self.over.take());
        if let Some(thread) = self.thread.take() {
            // It does nothing that can panic.
            let _ = thread.join();
        }
    }
}

/// The cargo that runs us, or the one that is found.
pub(crate) fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}
