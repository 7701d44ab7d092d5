//! A run on which a test can rely.

use kit::Scenario;
use mock_api::MockApi;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};
use timeline::{Lane, Timeline};

/// Attempts at a steady run before a test gives up on the machine.
const ATTEMPTS: u32 = 20;

/// Calls a form against the server of a scenario until the machine has kept time. Returns what it returned,
/// and what the server saw.
pub(crate) fn steadily<T>(
    scenario: &Scenario,
    form: impl Fn(&str, &[String]) -> T,
) -> (T, Vec<Lane>) {
    for attempt in 0..ATTEMPTS {
        sleep(Duration::from_millis(100) * attempt);
        let api = MockApi::start(scenario.script().clone()).expect("there is a free port");
        let (returned, stall) = watched(|| form(&api.url(), scenario.prompts()));
        let timeline = Timeline::from_events(&api.stop(), scenario.lanes(), stall);
        if timeline.steadiness.is_steady() {
            return (returned, timeline.lanes);
        }
    }
    panic!("this machine is too busy");
}

/// With the longest time that a thread beside it slept too long.
fn watched<T>(call: impl FnOnce() -> T) -> (T, Duration) {
    let is_over = &AtomicBool::new(false);
    scope(|scope| {
        let watcher = scope.spawn(move || {
            let (step, mut worst) = (Duration::from_millis(5), Duration::ZERO);
            while !is_over.load(SeqCst) {
                let before = Instant::now();
                sleep(step);
                worst = worst.max(before.elapsed().saturating_sub(step));
            }
            worst
        });
        let returned = call();
        is_over.store(true, SeqCst);
        (returned, watcher.join().expect("it only sleeps"))
    })
}
