//! What a process of its own costs: processor time, memory and threads, as the system counts them.

use crate::limits::field;
use serde_json::{Value, json};
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// How often the threads are counted.
const LOOK: Duration = Duration::from_millis(10);

/// What something cost this process. `None` where the system does not tell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Usage {
    /// Time on processors.
    cpu: Option<Duration>,
    /// The most memory before and until the end, in KiB.
    memory: Option<(u64, u64)>,
    /// The most threads at once.
    threads: Option<u64>,
}

/// Does something, and tells what it cost this process.
pub(crate) fn of<T>(work: impl FnOnce() -> T) -> (T, Usage) {
    let (cpu_before, memory_before) = (cpu(), peak_memory());
    let counter = Counter::start();
    let result = work();
    let threads = counter.and_then(Counter::stop);
    let usage = Usage {
        cpu: cpu_before
            .zip(cpu())
            .map(|(before, after)| after.saturating_sub(before)),
        memory: memory_before.zip(peak_memory()),
        threads,
    };
    (result, usage)
}

impl Usage {
    /// `wall` and `cpu` in seconds, `memory_before` and `memory` (the peaks) in KiB, `threads`.
    pub(crate) fn json(&self, wall: Duration) -> Value {
        json!({
            "wall": wall.as_secs_f64(),
            "cpu": self.cpu.map(|cpu| cpu.as_secs_f64()),
            "memory_before": self.memory.map(|(before, _)| before),
            "memory": self.memory.map(|(_, after)| after),
            "threads": self.threads,
        })
    }
}

/// Counts the threads of this process while something happens, without its own.
struct Counter {
    done: Arc<AtomicBool>,
    thread: thread::JoinHandle<Option<u64>>,
}

impl Counter {
    fn start() -> Option<Self> {
        threads()?;
        let done = Arc::new(AtomicBool::new(false));
        let thread = thread::Builder::new().name("counter".into()).spawn({
            let done = Arc::clone(&done);
            move || {
                let mut most = threads();
                while !done.load(Ordering::Relaxed) {
                    thread::sleep(LOOK);
                    most = most.max(threads());
                }
                most
            }
        });
        Some(Counter {
            done,
            thread: thread.ok()?,
        })
    }

    fn stop(self) -> Option<u64> {
        self.done.store(true, Ordering::Relaxed);
        let most = self.thread.join().ok()??;
        Some(most.saturating_sub(1))
    }
}

/// How many threads this process has. Linux tells.
fn threads() -> Option<u64> {
    status("Threads:")
}

/// The most memory that this process has held, in KiB.
#[cfg(target_os = "linux")]
fn peak_memory() -> Option<u64> {
    // `getrusage` would begin with that of the process that started this one.
    status("VmHWM:")
}

#[cfg(target_os = "macos")]
fn peak_memory() -> Option<u64> {
    use nix::sys::resource::{UsageWho, getrusage};
    let usage = getrusage(UsageWho::RUSAGE_SELF).ok()?;
    // In bytes there.
    u64::try_from(usage.max_rss())
        .ok()
        .map(|bytes| bytes / 1024)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn peak_memory() -> Option<u64> {
    None
}

fn status(name: &str) -> Option<u64> {
    field(&fs::read_to_string("/proc/self/status").ok()?, name)
}

/// Time that all threads of this process have been on processors.
#[cfg(unix)]
fn cpu() -> Option<Duration> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;
    let usage = getrusage(UsageWho::RUSAGE_SELF).ok()?;
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    u64::try_from(micros).ok().map(Duration::from_micros)
}

#[cfg(not(unix))]
fn cpu() -> Option<Duration> {
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn memory_threads_and_processor_time_are_counted() {
        let (sum, usage) = of(|| {
            // Every page of it is touched.
            let block = vec![1_u8; 64 << 20];
            thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| thread::sleep(4 * LOOK));
                }
            });
            block.iter().map(|&byte| u64::from(byte)).sum::<u64>()
        });
        assert_eq!(sum, 64 << 20);
        let json = usage.json(Duration::from_secs(1));
        let of = |key: &str| json[key].as_f64().expect("Linux tells");
        assert!(of("memory") - of("memory_before") > 32.0 * 1024.0, "{json}");
        assert!(of("threads") >= 1.0, "{json}");
        assert!(of("cpu") > 0.0, "{json}");
    }
}
