//! Visitors who come at their times: each has a thread.

use std::thread::{self, ScopedJoinHandle, sleep};
use std::time::{Duration, Instant};

/// How much later the next one comes.
const APART: Duration = Duration::from_millis(200);

/// Everybody comes twice, and somebody every 0.2 s. Returns what the page said, visitor by visitor.
pub fn twice(visitors: &[String], page: impl Fn(&str) -> String + Sync) -> Vec<String> {
    let start = Instant::now();
    let stay = |number: usize, visitor| {
        [number, number + visitors.len()].map(|visit| {
            let due = start + APART * u32::try_from(visit).unwrap_or(u32::MAX);
            sleep(due.saturating_duration_since(Instant::now()));
            page(visitor)
        })
    };
    let stay = &stay;
    thread::scope(|scope| {
        let numbered = visitors.iter().enumerate();
        let threads = numbered.map(|(number, visitor)| scope.spawn(move || stay(number, visitor)));
        let threads: Vec<_> = threads.collect();
        let join = |thread: ScopedJoinHandle<_>| thread.join().expect("the page does not panic");
        threads.into_iter().flat_map(join).collect()
    })
}
