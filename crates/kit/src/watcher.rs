use crate::queue::Queue;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Short enough that a stall is noticed nearly whole, long enough to cost nothing.
const NAP: Duration = Duration::from_millis(2);

/// How often it looks how long threads waited for a processor.
const LOOK: Duration = Duration::from_millis(10);

/// A thread that does not live this long is not counted: ureq looks a name up on a thread of its
/// own when a call has a timeout, which is over before anybody could say that the thread waited.
/// On a busy machine it may linger. Twice of what a steady run can be late by is hardly ever
/// reached, and a thread that waits a tick for an answer, and is late itself, still counts.
const LASTING: Duration = Duration::from_millis(60);

/// A thread that sleeps a little at a time while a form runs. It notes the longest time by which
/// it woke too late, which tells a busy machine from a slow program, and the most threads.
pub(crate) struct Watcher {
    done: Arc<AtomicBool>,
    thread: JoinHandle<Watched>,
}

/// What the watcher noted.
pub(crate) struct Watched {
    pub(crate) worst_stall: Duration,
    /// Most threads of this process at once that lasted; `None` where the system does not tell.
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
    let mut lasting = Lasting::from(threads());
    let mut slept = Instant::now();
    let mut looked = slept;
    let mut queue = Queue::start(looked);
    while !done.load(Ordering::Relaxed) {
        std::thread::sleep(NAP);
        // From one waking to the next, so that a stall between two naps counts as well.
        let woke = Instant::now();
        worst_stall = worst_stall.max((woke - slept).saturating_sub(NAP));
        slept = woke;
        if let Some(count) = threads() {
            lasting.count(woke, count);
        }
        if woke - looked >= LOOK {
            queue.look(woke);
            looked = woke;
        }
    }
    queue.look(Instant::now());
    Watched {
        worst_stall: worst_stall.max(queue.worst),
        most_threads: lasting.most,
    }
}

/// The largest number that was never undercut for as long as [`LASTING`].
struct Lasting {
    /// What was counted when, over the last while and once before it.
    recent: VecDeque<(Instant, usize)>,
    most: Option<usize>,
}

impl From<Option<usize>> for Lasting {
    /// Those that are there already will stay.
    fn from(most: Option<usize>) -> Self {
        Lasting {
            recent: VecDeque::new(),
            most,
        }
    }
}

impl Lasting {
    fn count(&mut self, now: Instant, count: usize) {
        self.recent.push_back((now, count));
        let lasted = |&(at, _): &(Instant, usize)| now - at >= LASTING;
        while self.recent.get(1).is_some_and(lasted) {
            self.recent.pop_front();
        }
        if self.recent.front().is_some_and(lasted) {
            let least = self.recent.iter().map(|&(_, count)| count).min();
            self.most = self.most.max(least);
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn most(counts: &[(u64, usize)]) -> Option<usize> {
        let start = Instant::now();
        let mut lasting = Lasting::from(Some(3));
        for &(ms, count) in counts {
            lasting.count(start + Duration::from_millis(ms), count);
        }
        lasting.most
    }

    #[test]
    fn threads_that_wait_are_counted() {
        assert_eq!(
            most(&[(0, 3), (10, 11), (35, 11), (71, 11), (80, 3)]),
            Some(11)
        );
        assert_eq!(most(&[(0, 3), (10, 11), (110, 11), (112, 3)]), Some(11));
    }

    #[test]
    fn a_thread_that_is_gone_at_once_is_not() {
        assert_eq!(
            most(&[(0, 3), (10, 4), (12, 3), (20, 4), (69, 4), (71, 3)]),
            Some(3)
        );
    }

    #[test]
    fn a_short_look_finds_what_was_there_before() {
        assert_eq!(most(&[]), Some(3));
        assert_eq!(most(&[(0, 4), (59, 4)]), Some(3));
    }
}
