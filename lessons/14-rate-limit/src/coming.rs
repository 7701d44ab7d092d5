//! Visitors who come at their times: each has a thread.

use std::thread::{ScopedJoinHandle, scope, sleep};
use std::time::{Duration, Instant};

/// Serves everybody when they come: `visitor 7 at 0.3 s` comes after 0.3 s. Returns what the page said, visitor
/// by visitor.
pub fn at_their_times(visitors: &[String], page: impl Fn(&str) -> String + Sync) -> Vec<String> {
    let start = Instant::now();
    let stay = |visitor: &str| {
        let due = start + comes(visitor);
        sleep(due.saturating_duration_since(Instant::now()));
        page(visitor)
    };
    let stay = &stay;
    scope(|scope| {
        let threads = visitors
            .iter()
            .map(|visitor| scope.spawn(move || stay(visitor)));
        let threads: Vec<_> = threads.collect();
        let join = |thread: ScopedJoinHandle<_>| thread.join().expect("the page does not panic");
        threads.into_iter().map(join).collect()
    })
}

/// When a visitor comes, as its name says; at once where it does not.
fn comes(visitor: &str) -> Duration {
    let time = visitor.rsplit_once(" at ").map(|(_, time)| time);
    let seconds = time.and_then(|time| time.strip_suffix(" s")?.parse().ok());
    Duration::try_from_secs_f64(seconds.unwrap_or_default()).unwrap_or_default()
}
