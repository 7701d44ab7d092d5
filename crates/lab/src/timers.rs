//! How late a timer is. A server is as exact as its timer, so this tells what the lab's own adds to
//! each latency, and what one of tokio would have added.

use crate::arithmetic::Sample;
use crate::clients::runtime;
use crate::record::{BUSY, Cell, Column, Experiment, Row};
use crate::session::Session;
use crate::show::{percent, time};
use std::thread;
use std::time::{Duration, Instant};

pub(crate) const NAME: &str = "timers";

const WAYS: [&str; 3] = ["thread::sleep", "tokio::time::sleep", "the server's"];

/// How long each waits: the shortest latency of the lab.
const NAP: Duration = Duration::from_millis(20);

const COLUMNS: [Column; 3] = [
    Column::new("late", "s"),
    Column::new("worst", "s"),
    Column::new("share", "share"),
];

pub(crate) fn estimate(session: &Session) -> Duration {
    WAYS.iter().map(|_| NAP * session.plan.naps).sum()
}

pub(crate) fn experiment(session: &mut Session) -> Result<Experiment, String> {
    session.says("How late a timer is");
    let naps = session.plan.naps;
    let (late, quiet) = session.measure(|| measure(naps))?;
    session.passed(estimate(session));
    let rows = WAYS.iter().zip(&late);
    let nap = time(NAP.as_secs_f64());
    Ok(Experiment {
        name: NAME.to_owned(),
        title: "How late a timer is".to_owned(),
        about: format!(
            "Each waits for {nap}, {naps} times. Late is the median, and share its part of {nap}. \
             The lab's server waits with the crate futures-timer."
        ),
        columns: COLUMNS.to_vec(),
        rows: rows.map(|(way, late)| row(way, late, quiet)).collect(),
        notes: Vec::new(),
        left_out: Vec::new(),
    })
}

/// By how much each way is late. They take turns.
fn measure(naps: u32) -> Result<[Sample; WAYS.len()], String> {
    let runtime = runtime()?;
    let waits: [&dyn Fn(); WAYS.len()] = [
        &|| thread::sleep(NAP),
        &|| runtime.block_on(async { tokio::time::sleep(NAP).await }),
        &|| runtime.block_on(async { futures_timer::Delay::new(NAP).await }),
    ];
    let mut late = waits.map(|_| Sample::default());
    for _ in 0..naps {
        for (wait, late) in waits.iter().zip(&mut late) {
            let start = Instant::now();
            wait();
            late.push(start.elapsed().saturating_sub(NAP));
        }
    }
    Ok(late)
}

fn row(way: &str, late: &Sample, quiet: bool) -> Row {
    let seconds = |late: Option<Duration>| Some(late.filter(|_| quiet)?.as_secs_f64());
    let median = seconds(late.median());
    let mut cells = vec![
        Cell::of(median, time),
        Cell::of(seconds(late.worst()), time),
        Cell::of(median.map(|median| median / NAP.as_secs_f64()), percent),
    ];
    if median.is_none() {
        cells[0] = Cell::word(BUSY);
    }
    Row {
        name: way.to_owned(),
        cells,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::NONE;

    fn texts(quiet: bool) -> Vec<String> {
        let mut late = Sample::default();
        for micros in [1_000, 4_000, 1_200] {
            late.push(Duration::from_micros(micros));
        }
        let row = row("a timer", &late, quiet);
        row.cells.into_iter().map(|cell| cell.text).collect()
    }

    #[test]
    fn a_row_has_the_median_the_worst_and_a_share() {
        assert_eq!(texts(true), ["1.2 ms", "4.0 ms", "6 %"]);
        assert_eq!(texts(false), [BUSY, NONE, NONE]);
    }

    #[test]
    fn no_timer_is_early() {
        for late in measure(2).expect("a runtime starts") {
            assert_eq!(late.len(), 2);
            // It would have been cut off at zero, and every clock is a little late.
            assert!(late.best() > Some(Duration::ZERO));
        }
    }
}
