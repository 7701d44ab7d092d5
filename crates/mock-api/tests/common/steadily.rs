use mock_api::{MockApi, Script};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use timeline::Timeline;

/// Plays a scene on a server of its own and returns its timeline.
///
/// A scene during which the machine stalled is played again: it shows what no client did. A scene
/// that is not steady by its own fault never is, and fails.
pub(crate) fn steadily(script: &Script, scene: impl Fn(&MockApi)) -> Timeline {
    for _ in 0..30 {
        let api = MockApi::start(script.clone()).expect("there is a free port");
        let worst_stall = watching(|| scene(&api));
        let timeline = Timeline::from_events(&api.stop(), &[], worst_stall);
        if timeline.steadiness.is_steady() {
            return timeline;
        }
    }
    panic!("thirty runs were not steady: the machine is too busy, or the server is late");
}

/// The longest time by which a sleeper woke too late while something happened.
fn watching(scene: impl FnOnce()) -> Duration {
    const NAP: Duration = Duration::from_millis(2);
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let watcher = scope.spawn(|| {
            let mut worst = Duration::ZERO;
            while !over.load(Ordering::Relaxed) {
                let start = Instant::now();
                thread::sleep(NAP);
                worst = worst.max(start.elapsed().saturating_sub(NAP));
            }
            worst
        });
        scene();
        over.store(true, Ordering::Relaxed);
        watcher.join().expect("the watcher only sleeps")
    })
}
