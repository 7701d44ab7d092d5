use crate::accounts::{Accounts, Worst};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Short enough that a stall is noticed nearly whole, long enough to cost nothing.
const NAP: Duration = Duration::from_millis(2);

/// How often it looks at the accounts of threads, where that costs little.
const LOOK: Duration = Duration::from_millis(10);

/// For each so many threads it waits as long again: the watcher must not become what keeps the machine
/// busy. Not by how long a look took: it takes longest where the machine is busy, and must go on then.
const MANY: usize = 64;

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
#[derive(Debug)]
pub(crate) struct Watched {
    /// The longest time by which it woke too late itself.
    pub(crate) overslept: Duration,
    /// What the accounts of the threads say.
    pub(crate) worst: Worst,
    /// Most threads of this process at once that lasted; `None` where the system does not tell.
    pub(crate) most_threads: Option<usize>,
}

impl Watcher {
    pub(crate) fn start() -> std::io::Result<Self> {
        let done = Arc::new(AtomicBool::new(false));
        let thread = std::thread::Builder::new().name("watcher".into()).spawn({
            let done = Arc::clone(&done);
            // Now: the form's own thread must not be there yet.
            let accounts = Accounts::start(Instant::now());
            move || watch(&done, accounts)
        })?;
        Ok(Watcher { done, thread })
    }

    pub(crate) fn stop(self) -> Watched {
        self.done.store(true, Ordering::Relaxed);
        // The thread does nothing that can panic.
        self.thread.join().unwrap_or(Watched {
            overslept: Duration::MAX,
            worst: Worst::default(),
            most_threads: None,
        })
    }
}

impl Watched {
    /// The longest time for which something stood still, or seemed to: for forms that only wait.
    pub(crate) fn worst_stall(&self) -> Duration {
        self.overslept.max(self.worst.wanted)
    }

    /// The longest time for which others kept this process from running, whatever it computes itself.
    pub(crate) fn kept_by_others(&self) -> Duration {
        self.overslept.max(self.worst.waited)
    }
}

fn watch(done: &AtomicBool, mut accounts: Accounts) -> Watched {
    let mut overslept = Duration::ZERO;
    let mut slept = Instant::now();
    let mut lasting = Lasting::start(slept, thread_ids());
    let mut next_look = slept + LOOK;
    while !done.load(Ordering::Relaxed) {
        std::thread::sleep(NAP);
        // From one waking to the next, so that a stall between two naps counts as well.
        let woke = Instant::now();
        overslept = overslept.max((woke - slept).saturating_sub(NAP));
        slept = woke;
        if woke >= next_look {
            if let Some(threads) = thread_ids() {
                lasting.look(woke, &threads);
            }
            let threads = accounts.look(woke);
            let times = 1 + u32::try_from(threads / MANY).unwrap_or(0);
            next_look = woke + LOOK * times;
        }
    }
    accounts.look(Instant::now());
    Watched {
        overslept,
        worst: accounts.worst(),
        most_threads: lasting.most,
    }
}

/// The most threads at once of those that lasted.
struct Lasting {
    /// The threads that are there, and since when.
    since: HashMap<u64, Instant>,
    most: Option<usize>,
}

impl Lasting {
    /// Those that are there already will stay.
    fn start(now: Instant, threads: Option<Vec<u64>>) -> Self {
        let most = threads.as_ref().map(Vec::len);
        // A clock that has just begun cannot go back; then they count a little later.
        let long_ago = now.checked_sub(LASTING).unwrap_or(now);
        let since = threads.into_iter().flatten();
        Lasting {
            since: since.map(|thread| (thread, long_ago)).collect(),
            most,
        }
    }

    fn look(&mut self, now: Instant, threads: &[u64]) {
        self.since.retain(|thread, _| threads.contains(thread));
        for &thread in threads {
            self.since.entry(thread).or_insert(now);
        }
        let lasted = self.since.values().filter(|&&since| now - since >= LASTING);
        self.most = self.most.max(Some(lasted.count()));
    }
}

/// How many threads this process has; `None` where the system does not tell.
pub(crate) fn threads() -> Option<usize> {
    thread_ids().map(|ids| ids.len())
}

/// The threads of this process.
#[cfg(target_os = "linux")]
fn thread_ids() -> Option<Vec<u64>> {
    let threads = std::fs::read_dir("/proc/self/task").ok()?;
    let id = |thread: std::fs::DirEntry| thread.file_name().to_str()?.parse().ok();
    Some(threads.flatten().filter_map(id).collect())
}

/// The system tells how many there are, not which: the last to come counts as the first to go.
#[cfg(target_os = "macos")]
fn thread_ids() -> Option<Vec<u64>> {
    let count = num_threads::num_threads()?;
    let count = u64::try_from(count.get()).ok()?;
    Some((0..count).collect())
}

/// Windows tells only through calls that this workspace, which forbids unsafe code, cannot make.
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn thread_ids() -> Option<Vec<u64>> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The most of threads 1 to 3, which were there, and of those seen at these times.
    fn most(looks: &[(u64, &[u64])]) -> Option<usize> {
        let start = Instant::now() + LASTING;
        let mut lasting = Lasting::start(start, Some(vec![1, 2, 3]));
        for &(ms, threads) in looks {
            lasting.look(start + Duration::from_millis(ms), threads);
        }
        lasting.most
    }

    #[test]
    fn threads_that_wait_are_counted() {
        let five = [1, 2, 3, 4, 5];
        assert_eq!(
            most(&[(10, &five), (40, &five), (71, &five), (80, &five[..3])]),
            Some(5)
        );
    }

    #[test]
    fn threads_that_follow_each_other_at_once_are_not() {
        let looks: [(u64, &[u64]); 4] = [
            (10, &[1, 2, 3, 4]),
            (40, &[1, 2, 3, 4, 5]),
            (65, &[1, 2, 3, 5, 6]),
            (95, &[1, 2, 3, 6]),
        ];
        assert_eq!(most(&looks), Some(3));
    }

    #[test]
    fn a_short_look_finds_what_was_there_before() {
        assert_eq!(most(&[]), Some(3));
        assert_eq!(most(&[(0, &[1, 2, 3, 4]), (59, &[1, 2, 3, 4])]), Some(3));
    }
}
