//! Work that never waits: pieces of arithmetic, done in four ways.

use crate::usage;
use rayon::prelude::*;
use serde_json::{Value, json};
use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Pieces of the work.
pub(crate) const PIECES: u64 = 64;

/// A timer that a program with a runtime may have beside such work.
const BEAT: Duration = Duration::from_millis(5);

/// One piece: steps of a generator of random numbers, of which each needs the one before.
fn piece(seed: u64, steps: u64) -> u64 {
    (0..black_box(steps)).fold(seed, |state, step| {
        state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(step)
            .rotate_left(17)
    })
}

/// How the pieces are done.
pub(crate) const WAYS: [&str; 4] = ["in turn", "rayon", "tasks", "spawn_blocking"];

/// Does the work of a process of its own, and tells what it cost, how late the timer beside it was,
/// and a sum that is the same however it was done.
pub(crate) fn run(orders: &Value) -> Result<Value, String> {
    let steps = orders["steps"].as_u64().ok_or("no steps")?;
    let work: fn(u64) -> Result<Done, String> = match orders["way"].as_str() {
        Some("in turn") => in_turn,
        Some("rayon") => parallel,
        Some("tasks") => tasks,
        Some("spawn_blocking") => blocking,
        way => return Err(format!("no way {way:?}")),
    };
    let (done, usage) = usage::of(|| work(steps));
    let done = done?;
    let mut told = usage.json(done.wall);
    told["sum"] = json!(done.sum);
    told["late"] = json!(done.late.map(|late| late.as_secs_f64()));
    Ok(told)
}

struct Done {
    wall: Duration,
    sum: u64,
    /// The most by which a timer of the same runtime was late.
    late: Option<Duration>,
}

fn timed(work: impl FnOnce() -> u64) -> Done {
    let start = Instant::now();
    let sum = work();
    Done {
        wall: start.elapsed(),
        sum,
        late: None,
    }
}

fn in_turn(steps: u64) -> Result<Done, String> {
    Ok(timed(|| {
        (0..PIECES)
            .map(|seed| piece(seed, steps))
            .fold(0, u64::wrapping_add)
    }))
}

fn parallel(steps: u64) -> Result<Done, String> {
    Ok(timed(|| {
        let pieces = (0..PIECES).into_par_iter();
        pieces
            .map(|seed| piece(seed, steps))
            .reduce(|| 0, u64::wrapping_add)
    }))
}

fn tasks(steps: u64) -> Result<Done, String> {
    beside_a_timer(|pieces| {
        for seed in 0..PIECES {
            pieces.spawn(async move { piece(seed, steps) });
        }
    })
}

fn blocking(steps: u64) -> Result<Done, String> {
    beside_a_timer(|pieces| {
        for seed in 0..PIECES {
            pieces.spawn_blocking(move || piece(seed, steps));
        }
    })
}

/// Does the pieces in a runtime of one thread, which has a timer to look after as well.
fn beside_a_timer(spawn: impl FnOnce(&mut JoinSet<u64>)) -> Result<Done, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let late = Arc::new(AtomicU64::new(0));
    let (wall, sum) = runtime.block_on(async {
        let timer = tokio::spawn(beat(Arc::clone(&late)));
        // It sets its timer before the work begins.
        tokio::task::yield_now().await;
        let start = Instant::now();
        let mut pieces = JoinSet::new();
        spawn(&mut pieces);
        let mut sum = 0_u64;
        while let Some(piece) = pieces.join_next().await {
            sum = sum.wrapping_add(piece.map_err(|error| error.to_string())?);
        }
        let wall = start.elapsed();
        // It has a last look at the clock.
        tokio::time::sleep(2 * BEAT).await;
        timer.abort();
        Ok::<_, String>((wall, sum))
    })?;
    let late = Some(Duration::from_nanos(late.load(Ordering::Relaxed)));
    Ok(Done { wall, sum, late })
}

async fn beat(late: Arc<AtomicU64>) {
    loop {
        let start = Instant::now();
        tokio::time::sleep(BEAT).await;
        let by = start.elapsed().saturating_sub(BEAT);
        late.fetch_max(
            u64::try_from(by.as_nanos()).unwrap_or(u64::MAX),
            Ordering::Relaxed,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_does_the_same_work() {
        let run = |way: &str| run(&json!({ "way": way, "steps": 500 })).expect("it runs");
        let sums: Vec<Value> = WAYS.iter().map(|way| run(way)["sum"].clone()).collect();
        assert!(
            sums.iter().all(|sum| sum.is_u64() && *sum == sums[0]),
            "{sums:?}"
        );
    }

    #[test]
    fn only_a_runtime_has_a_timer() {
        for way in WAYS {
            let told = run(&json!({ "way": way, "steps": 10 })).expect("it runs");
            let has_runtime = way == "tasks" || way == "spawn_blocking";
            assert_eq!(told["late"].is_number(), has_runtime, "{way}");
        }
        assert!(run(&json!({ "way": "by hand", "steps": 10 })).is_err());
    }
}
