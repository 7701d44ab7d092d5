use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Short enough that a stall is noticed nearly whole, long enough to cost nothing.
const NAP: Duration = Duration::from_millis(2);

/// A thread that sleeps a little at a time while a form runs. It notes the longest time by which
/// it woke too late, which tells a busy machine from a slow program, and the most threads.
pub(crate) struct Watcher {
    done: Arc<AtomicBool>,
    thread: JoinHandle<Watched>,
}

/// What the watcher noted.
pub(crate) struct Watched {
    pub(crate) worst_stall: Duration,
    /// Most threads of this process at once; `None` where the system does not tell.
    pub(crate) most_threads: Option<usize>,
}

impl Watcher {
    pub(crate) fn start() -> std::io::Result<Self> {
        let done = Arc::new(AtomicBool::new(false));
        let thread = std::thread::Builder::new().name("watcher".into()).spawn({
            let done = Arc::clone(&done);
            move || watch(&done)
        })?;
        Ok(Watcher { done, thread })
    }

    pub(crate) fn stop(self) -> Watched {
        self.done.store(true, Ordering::Relaxed);
        // The thread does nothing that can panic.
        self.thread.join().unwrap_or(Watched {
            worst_stall: Duration::MAX,
            most_threads: None,
        })
    }
}

fn watch(done: &AtomicBool) -> Watched {
    let mut worst_stall = Duration::ZERO;
    let mut most = threads();
    let mut slept = Instant::now();
    while !done.load(Ordering::Relaxed) {
        std::thread::sleep(NAP);
        // From one waking to the next, so that a stall between two naps counts as well.
        let woke = Instant::now();
        worst_stall = worst_stall.max((woke - slept).saturating_sub(NAP));
        slept = woke;
        most = most.max(threads());
    }
    Watched {
        worst_stall,
        most_threads: most,
    }
}

/// How many threads this process has.
#[cfg(target_os = "linux")]
pub(crate) fn threads() -> Option<usize> {
    std::fs::read_dir("/proc/self/task")
        .ok()
        .map(Iterator::count)
}

/// How many threads this process has.
#[cfg(target_os = "macos")]
pub(crate) fn threads() -> Option<usize> {
    num_threads::num_threads().map(usize::from)
}

/// Windows tells only through calls that this workspace, which forbids unsafe code, cannot make.
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
pub(crate) fn threads() -> Option<usize> {
    None
}
