use std::collections::HashMap;
use std::time::{Duration, Instant};

/// Waits within this time add up: between an answer, which comes on its tick, and what a client
/// does next, a thread may have to wait for a processor more than once.
const WINDOW: Duration = Duration::from_millis(100);

/// How long threads of this process were ready to run and did not get on: because they had to wait
/// for a processor, or because theirs stood still.
///
/// A watcher that sleeps and wakes in time does not notice a thread that starves beside it. Linux
/// keeps the account of each thread in `/proc/self/task/*/schedstat`
/// ([sched-stats](https://docs.kernel.org/scheduler/sched-stats.html)), and of each processor that
/// a host took away in `/proc/stat`; other systems do not tell. Time on a processor counts as well:
/// a form that waits needs hardly any, and one whose virtual processor stands still seems to need
/// a lot.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    threads: HashMap<String, Vec<(Instant, Duration)>>,
    /// The longest wait of one thread within the window.
    pub(crate) worst: Duration,
}

impl Queue {
    /// Starts with the threads that are there. What they have waited before does not count.
    pub(crate) fn start(now: Instant) -> Self {
        let account = |(thread, waited)| (thread, vec![(now, waited)]);
        Queue {
            threads: waits().into_iter().map(account).collect(),
            worst: Duration::ZERO,
        }
    }

    pub(crate) fn look(&mut self, now: Instant) {
        for (thread, waited) in waits() {
            self.note(thread, now, waited);
        }
    }

    /// Notes the account of a thread: how long it has waited in all.
    fn note(&mut self, thread: String, now: Instant, waited: Duration) {
        // A thread that was not there before has waited for nothing yet.
        let account = self
            .threads
            .entry(thread)
            .or_insert_with(|| vec![(now, Duration::ZERO)]);
        account.push((now, waited));
        account.retain(|&(at, _)| now - at <= WINDOW);
        let before = account.first().map_or(waited, |&(_, before)| before);
        self.worst = self.worst.max(waited.saturating_sub(before));
    }
}

#[cfg(target_os = "linux")]
fn waits() -> Vec<(String, Duration)> {
    let mut accounts = stolen();
    let account = |thread: std::fs::DirEntry| {
        // Time on a processor, time in the queue (both in nanoseconds), and turns.
        let text = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
        let times = text.split_whitespace().take(2).map(str::parse::<u64>);
        let time = times.sum::<Result<u64, _>>().ok()?;
        let name = thread.file_name().into_string().ok()?;
        Some((name, Duration::from_nanos(time)))
    };
    if let Ok(threads) = std::fs::read_dir("/proc/self/task") {
        accounts.extend(threads.flatten().filter_map(account));
    }
    accounts
}

/// Time that a host gave to others while a processor of this virtual machine had work.
#[cfg(target_os = "linux")]
fn stolen() -> Vec<(String, Duration)> {
    let stat = std::fs::read_to_string("/proc/stat").unwrap_or_default();
    let account = |line: &str| {
        let mut fields = line.split_whitespace();
        let name = fields
            .next()
            .filter(|name| name.starts_with("cpu") && *name != "cpu")?;
        // The eighth number, in hundredths of a second.
        let hundredths: u64 = fields.nth(7)?.parse().ok()?;
        Some((name.to_owned(), Duration::from_millis(10 * hundredths)))
    };
    stat.lines().filter_map(account).collect()
}

#[cfg(not(target_os = "linux"))]
fn waits() -> Vec<(String, Duration)> {
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worst wait of threads whose accounts were read at these times.
    fn worst(accounts: &[(&str, u64, u64)]) -> u128 {
        let start = Instant::now();
        let mut queue = Queue::default();
        for &(thread, at, waited) in accounts {
            let now = start + Duration::from_millis(at);
            queue.note(thread.to_owned(), now, Duration::from_millis(waited));
        }
        queue.worst.as_millis()
    }

    #[test]
    fn waits_of_one_thread_add_up_within_the_window() {
        assert_eq!(worst(&[("a", 0, 0), ("a", 50, 20), ("a", 90, 45)]), 45);
    }

    #[test]
    fn waits_that_lie_apart_do_not() {
        assert_eq!(
            worst(&[("a", 0, 0), ("a", 90, 20), ("a", 180, 20), ("a", 270, 45)]),
            25
        );
    }

    #[test]
    fn waits_of_different_threads_do_not_add_up() {
        assert_eq!(worst(&[("a", 0, 20), ("b", 10, 25)]), 25);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn the_system_tells_of_this_very_thread() {
        assert!(!waits().is_empty());
    }
}
