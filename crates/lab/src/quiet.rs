//! Whether the machine was quiet while something was measured.
//!
//! The kit's lessons ask whether events fell on their ticks, and look at every thread of theirs all the
//! time. Here a thousand threads may wait, and the time on a processor is what is measured: so this
//! looks from outside, at a sleeper that wakes too late and at what other programs take.

use std::collections::VecDeque;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How long the sleeper sleeps.
const NAP: Duration = Duration::from_millis(2);

/// A sleeper may wake later than this, or later than [`SHARE`] of the run, without a run being
/// disturbed: our own threads wake all at once when many answers come.
const LATE: Duration = Duration::from_millis(5);
const SHARE: f64 = 0.05;

/// Processors that others may use while we need two: one for the client, one for the server.
const OTHERS: f64 = 0.6;
const OURS: f64 = 2.0;

/// The system counts in hundredths of a second: a shorter time says too little.
const WINDOW: Duration = Duration::from_millis(400);

/// Looks at the machine before and after each run.
#[derive(Debug, Default)]
pub(crate) struct Monitor {
    /// The server of the runs, whose time is ours.
    pub(crate) server: Option<u32>,
    /// When, and how long the processors had worked for others by then.
    looks: VecDeque<(Instant, Duration)>,
}

impl Monitor {
    /// Measures something, and tells whether the machine was quiet meanwhile.
    pub(crate) fn watch<T>(&mut self, run: impl FnOnce() -> T) -> (T, bool) {
        self.look();
        let start = Instant::now();
        let sleeper = Sleeper::start();
        let result = run();
        let late = sleeper.map_or(Duration::ZERO, Sleeper::stop);
        let wall = start.elapsed();
        self.look();
        let quiet = is_in_time(late, wall) && self.others(wall).is_none_or(leaves_room);
        (result, quiet)
    }

    fn look(&mut self) {
        let Some(others) = others(self.server) else {
            return;
        };
        self.looks.push_back((Instant::now(), others));
        while self.looks.len() > 64 {
            self.looks.pop_front();
        }
    }

    /// How many processors others have used since the run began, or a little longer.
    fn others(&self, wall: Duration) -> Option<f64> {
        let &(now, after) = self.looks.back()?;
        let window = wall.max(WINDOW);
        let mut looks = self.looks.iter().rev();
        let (then, before) = looks.find(|(then, _)| now - *then >= window)?;
        let used = after.saturating_sub(*before);
        Some(used.as_secs_f64() / (now - *then).as_secs_f64())
    }
}

fn is_in_time(late: Duration, wall: Duration) -> bool {
    late < LATE.max(wall.mul_f64(SHARE))
}

fn leaves_room(others: f64) -> bool {
    others <= allowed(processors())
}

fn allowed(processors: usize) -> f64 {
    OTHERS + (processors as f64 - OURS).max(0.0)
}

pub(crate) fn processors() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// A thread that sleeps a little at a time and notes the longest time by which it woke too late.
struct Sleeper {
    done: Arc<AtomicBool>,
    thread: JoinHandle<Duration>,
}

impl Sleeper {
    /// `None` where the system refuses one more thread: then nobody watches.
    fn start() -> Option<Self> {
        let done = Arc::new(AtomicBool::new(false));
        let thread = thread::Builder::new().name("sleeper".into()).spawn({
            let done = Arc::clone(&done);
            move || {
                let mut worst = Duration::ZERO;
                let mut slept = Instant::now();
                while !done.load(Ordering::Relaxed) {
                    thread::sleep(NAP);
                    let woke = Instant::now();
                    worst = worst.max((woke - slept).saturating_sub(NAP));
                    slept = woke;
                }
                worst
            }
        });
        Some(Sleeper {
            done,
            thread: thread.ok()?,
        })
    }

    fn stop(self) -> Duration {
        self.done.store(true, Ordering::Relaxed);
        // The thread does nothing that can panic.
        self.thread.join().unwrap_or(Duration::MAX)
    }
}

/// How long the processors have worked, but not for us: for other programs, or for other virtual
/// machines of the host. `None` where the system does not tell.
fn others(server: Option<u32>) -> Option<Duration> {
    let all = all(&fs::read_to_string("/proc/stat").ok()?)?;
    let ours = of_process(&fs::read_to_string("/proc/self/stat").ok()?)?;
    let server = server.and_then(|id| fs::read_to_string(format!("/proc/{id}/stat")).ok());
    let server = server
        .and_then(|stat| of_process(&stat))
        .unwrap_or_default();
    Some(hundredths(all.saturating_sub(ours + server)))
}

fn hundredths(count: u64) -> Duration {
    Duration::from_millis(10 * count)
}

/// Time on all processors, in hundredths of a second, from `/proc/stat`: all but idle and waiting
/// for disks.
fn all(stat: &str) -> Option<u64> {
    let line = stat.lines().find(|line| line.starts_with("cpu "))?;
    let times = line.split_whitespace().skip(1).take(8);
    let times: Vec<u64> = times.map(|time| time.parse().unwrap_or(0)).collect();
    let idle: u64 = times.iter().skip(3).take(2).sum();
    Some(times.iter().sum::<u64>() - idle)
}

/// Time of a process and of its children that have ended, from `/proc/PID/stat`.
fn of_process(stat: &str) -> Option<u64> {
    // The name, in parentheses, may have spaces and parentheses in it.
    let (_, rest) = stat.rsplit_once(") ")?;
    let times = rest.split_whitespace().skip(11).take(4);
    let times: Option<Vec<u64>> = times.map(|time| time.parse().ok()).collect();
    times
        .filter(|times| times.len() == 4)
        .map(|times| times.iter().sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    #[test]
    fn a_late_sleeper_disturbs_a_short_run_more_than_a_long_one() {
        assert!(is_in_time(ms(4), ms(20)));
        assert!(!is_in_time(ms(6), ms(20)));
        assert!(is_in_time(ms(6), ms(400)));
        assert!(!is_in_time(ms(20), ms(400)));
    }

    #[test]
    fn others_may_use_what_we_do_not_need() {
        for (processors, others, room) in [
            (1, 0.3, true),
            (2, 0.3, true),
            (2, 0.7, false),
            (2, 2.0, false),
            (8, 2.0, true),
            (8, 6.7, false),
        ] {
            assert_eq!(
                others <= allowed(processors),
                room,
                "{processors}, {others}"
            );
        }
    }

    #[test]
    fn the_accounts_of_linux_are_read() {
        let stat = "cpu  100 1 50 1000 7 2 3 4 90 0\ncpu0 1 2 3 4\n";
        assert_eq!(all(stat), Some(160));
        assert_eq!(all(""), None);
        let stat = "42 (a) b) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 20 0 1";
        assert_eq!(of_process(stat), Some(11 + 12 + 13 + 14));
        assert_eq!(of_process("42 (a) S 1"), None);
    }

    #[test]
    fn what_others_used_is_counted_over_the_whole_run() {
        let start = Instant::now();
        let look = |at, others| (start + ms(at), ms(others));
        let monitor = |looks: &[(Instant, Duration)]| Monitor {
            server: None,
            looks: looks.iter().copied().collect(),
        };
        // Two processors in the last second, nothing before.
        let busy = monitor(&[look(0, 0), look(1000, 0), look(2000, 2000)]);
        assert_eq!(busy.others(ms(1000)), Some(2.0));
        assert_eq!(busy.others(ms(1500)), Some(1.0));
        // A run that is too short to tell, and nothing before it.
        let short = monitor(&[look(0, 0), look(50, 100)]);
        assert_eq!(short.others(ms(50)), None);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn the_system_tells() {
        assert!(others(None).is_some());
    }
}
