use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

/// Times within this window add up: between an answer, which comes on its tick, and what a client does
/// next, a thread may have to wait for a processor more than once.
const WINDOW: Duration = Duration::from_millis(100);

/// A thread that wants a processor for four fifths of at least so long never waits for anything else.
const LONG: Duration = Duration::from_millis(80);

/// What the system's accounts say of the threads of this process: how long each was on a processor, and
/// how long it was ready to run and had to wait for one.
///
/// A watcher that sleeps and wakes in time does not notice a thread that starves beside it. Linux keeps
/// the account of each thread in `/proc/self/task/*/schedstat`
/// ([sched-stats](https://docs.kernel.org/scheduler/sched-stats.html)), and of each processor that a
/// host took away in `/proc/stat`; other systems do not tell.
#[derive(Debug, Default)]
pub(crate) struct Accounts {
    threads: HashMap<String, Vec<(Instant, Account)>>,
    /// Threads that do not belong to what is watched.
    others: HashSet<String>,
    worst: Worst,
}

/// The worst that was found in any window.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Worst {
    /// The longest time of one thread on a processor and waiting for one. A form that waits needs
    /// hardly any, and one whose virtual processor stands still seems to need a lot.
    pub(crate) wanted: Duration,
    /// The longest wait of one thread for a processor.
    pub(crate) waited: Duration,
    /// The longest time of one watched thread on a processor.
    pub(crate) computed: Duration,
    /// Whether a watched thread wanted a processor all the time.
    pub(crate) never_waits: bool,
}

/// What a thread has had since it started.
#[derive(Debug, Default, Clone, Copy)]
struct Account {
    computed: Duration,
    waited: Duration,
}

impl Accounts {
    /// Starts with the threads that are there, the caller's included, none of which is watched. What
    /// they have had before does not count.
    pub(crate) fn start(now: Instant) -> Self {
        let accounts = accounts();
        let others = accounts.iter().map(|(thread, _)| thread.clone());
        Accounts {
            others: others.collect(),
            threads: accounts
                .into_iter()
                .map(|(thread, account)| (thread, vec![(now, account)]))
                .collect(),
            worst: Worst::default(),
        }
    }

    /// Looks at all threads but the caller's: to look costs time too, and with many threads a lot.
    /// Returns how many there are.
    pub(crate) fn look(&mut self, now: Instant) -> usize {
        let own = own_id();
        let accounts = accounts();
        let count = accounts.len();
        for (thread, account) in accounts {
            if Some(&thread) != own.as_ref() {
                self.note(thread, now, account);
            }
        }
        count
    }

    pub(crate) fn worst(&self) -> Worst {
        self.worst
    }

    fn note(&mut self, thread: String, now: Instant, account: Account) {
        let watched = !self.others.contains(&thread);
        // A thread that was not there before has had nothing yet.
        let looks = self
            .threads
            .entry(thread)
            .or_insert_with(|| vec![(now, Account::default())]);
        looks.push((now, account));
        // The last look before the window is kept: whoever was kept from looking for so long must not
        // forget what came meanwhile.
        let outside = looks.iter().filter(|&&(at, _)| now - at > WINDOW).count();
        looks.drain(..outside.saturating_sub(1));
        let (since, before) = looks.first().copied().unwrap_or((now, account));
        let computed = account.computed.saturating_sub(before.computed);
        let waited = account.waited.saturating_sub(before.waited);
        let worst = &mut self.worst;
        worst.wanted = worst.wanted.max(computed + waited);
        worst.waited = worst.waited.max(waited);
        if watched {
            worst.computed = worst.computed.max(computed);
            let time = now - since;
            let wanted = computed + waited;
            worst.never_waits |= time >= LONG && wanted * 5 >= time * 4 && computed >= waited / 4;
        }
    }
}

#[cfg(target_os = "linux")]
fn accounts() -> Vec<(String, Account)> {
    let mut accounts = stolen();
    let account = |thread: std::fs::DirEntry| {
        let name = thread.file_name().into_string().ok()?;
        // Time on a processor, time in the queue (both in nanoseconds), and turns.
        let text = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
        let mut times = text.split_whitespace().map(str::parse::<u64>);
        let mut next = || Some(Duration::from_nanos(times.next()?.ok()?));
        let (computed, waited) = (next()?, next()?);
        Some((name, Account { computed, waited }))
    };
    if let Ok(threads) = std::fs::read_dir("/proc/self/task") {
        accounts.extend(threads.flatten().filter_map(account));
    }
    accounts
}

/// The number of this very thread, as the system knows it.
#[cfg(target_os = "linux")]
fn own_id() -> Option<String> {
    let own = std::fs::read_link("/proc/thread-self").ok()?;
    Some(own.file_name()?.to_str()?.to_owned())
}

/// Time that a host gave to others while a processor of this virtual machine had work.
#[cfg(target_os = "linux")]
fn stolen() -> Vec<(String, Account)> {
    let stat = std::fs::read_to_string("/proc/stat").unwrap_or_default();
    let account = |line: &str| {
        let mut fields = line.split_whitespace();
        let name = fields
            .next()
            .filter(|name| name.starts_with("cpu") && *name != "cpu")?;
        // The eighth number, in hundredths of a second.
        let hundredths: u64 = fields.nth(7)?.parse().ok()?;
        let account = Account {
            waited: Duration::from_millis(10 * hundredths),
            ..Account::default()
        };
        Some((name.to_owned(), account))
    };
    stat.lines().filter_map(account).collect()
}

#[cfg(not(target_os = "linux"))]
fn accounts() -> Vec<(String, Account)> {
    Vec::new()
}

#[cfg(not(target_os = "linux"))]
fn own_id() -> Option<String> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worst of threads whose accounts were read at these times: computed, and waited.
    fn worst(looks: &[(&str, u64, u64, u64)]) -> Worst {
        let start = Instant::now();
        let mut accounts = Accounts::default();
        accounts.others.insert("ours".to_owned());
        let ms = Duration::from_millis;
        for &(thread, at, computed, waited) in looks {
            let account = Account {
                computed: ms(computed),
                waited: ms(waited),
            };
            accounts.note(thread.to_owned(), start + ms(at), account);
        }
        accounts.worst()
    }

    #[test]
    fn times_of_one_thread_add_up_within_the_window() {
        let found = worst(&[("a", 0, 0, 0), ("a", 50, 5, 20), ("a", 90, 5, 45)]);
        assert_eq!(found.waited.as_millis(), 45);
        assert_eq!(found.wanted.as_millis(), 50);
        assert_eq!(found.computed.as_millis(), 5);
    }

    #[test]
    fn times_that_lie_apart_do_not() {
        let looks = [
            ("a", 0, 0, 0),
            ("a", 90, 0, 20),
            ("a", 180, 0, 20),
            ("a", 200, 0, 20),
            ("a", 310, 0, 45),
        ];
        assert_eq!(worst(&looks).waited.as_millis(), 25);
    }

    #[test]
    fn what_came_while_nobody_looked_is_not_forgotten() {
        let looks = [("a", 0, 0, 0), ("a", 10, 0, 0), ("a", 250, 0, 200)];
        assert_eq!(worst(&looks).waited.as_millis(), 200);
    }

    #[test]
    fn times_of_different_threads_do_not_add_up() {
        assert_eq!(
            worst(&[("a", 0, 0, 20), ("b", 10, 0, 25)])
                .waited
                .as_millis(),
            25
        );
    }

    #[test]
    fn who_computes_is_told_from_who_has_to_wait() {
        let alone = worst(&[("a", 0, 0, 0), ("a", 100, 95, 0)]);
        assert!(alone.never_waits);
        let beside_others = worst(&[("a", 0, 0, 0), ("a", 100, 35, 60)]);
        assert!(beside_others.never_waits);
        let kept_waiting = worst(&[("a", 0, 0, 0), ("a", 100, 3, 90)]);
        assert!(!kept_waiting.never_waits);
        let not_watched = worst(&[("ours", 0, 0, 0), ("ours", 100, 95, 0)]);
        assert!(!not_watched.never_waits);
        assert_eq!(not_watched.computed, Duration::ZERO);
        assert_eq!(not_watched.wanted.as_millis(), 95);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn the_system_tells_of_this_very_thread() {
        let own = own_id().expect("this thread has a number");
        assert!(accounts().iter().any(|(thread, _)| *thread == own));
    }
}
