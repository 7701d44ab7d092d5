//! What async does for work that never waits.

use crate::arithmetic::{Faster, Sample, faster};
use crate::child;
use crate::compute::{PIECES, WAYS};
use crate::quiet::processors;
use crate::record::{BUSY, Cell, Column, Experiment, Note, Row};
use crate::session::Session;
use crate::show::{percent, time};
use serde_json::{Value, json};
use std::time::Duration;

pub(crate) const NAME: &str = "cpu";

const COLUMNS: [Column; 6] = [
    Column::new("measured", "s"),
    Column::new("spread", "share"),
    Column::new("faster", "times"),
    Column::new("CPU", "s"),
    Column::new("threads", "threads"),
    Column::new("timer late", "s"),
];

/// What the work takes in all, on a processor of its time.
const ABOUT: Duration = Duration::from_millis(400);

pub(crate) fn estimate(session: &Session) -> Duration {
    let runs = session.plan.runs * WAYS.len();
    ABOUT * u32::try_from(runs).unwrap_or(u32::MAX)
}

/// The ways that are compared, by their place in [`WAYS`].
const IN_TURN: usize = 0;
const TASKS: usize = 2;

/// What was measured of one way.
#[derive(Default)]
struct Measured {
    wall: Sample,
    cpu: Sample,
    late: Sample,
    threads: Option<u64>,
}

impl Measured {
    fn note(&mut self, told: &Value) {
        let time = |key: &str| told[key].as_f64().map(Duration::from_secs_f64);
        let figures = [
            (&mut self.wall, time("wall")),
            (&mut self.cpu, time("cpu")),
            (&mut self.late, time("late")),
        ];
        for (sample, time) in figures {
            if let Some(time) = time {
                sample.push(time);
            }
        }
        self.threads = self.threads.max(told["threads"].as_u64());
    }
}

pub(crate) fn experiment(session: &mut Session) -> Result<Experiment, String> {
    let mut measured: Vec<Measured> = WAYS.iter().map(|_| Measured::default()).collect();
    let mut sum = None;
    let mut measure = |session: &mut Session, index: usize, measured: &mut Measured| {
        let way = WAYS[index];
        session.says(&format!("Work that never waits: {way}"));
        let orders = json!({ "way": way, "steps": session.plan.steps });
        let (told, quiet) = session.measure(|| child::compute(&orders))?;
        if *sum.get_or_insert_with(|| told["sum"].clone()) != told["sum"] {
            return Err(format!("{way} did other work than {}", WAYS[0]));
        }
        if quiet {
            measured.note(&told);
        }
        Ok(())
    };
    for _ in 0..session.plan.runs {
        for (index, measured) in measured.iter_mut().enumerate() {
            measure(session, index, measured)?;
            session.passed(ABOUT);
        }
    }
    for _ in 0..session.plan.more {
        if compared(&measured, 1).is_none_or(|faster| faster == Faster::Neither) {
            break;
        }
        for index in [IN_TURN, TASKS] {
            measure(session, index, &mut measured[index])?;
        }
    }
    let enough = session.plan.runs.min(3);
    let rows = WAYS.iter().zip(&measured);
    Ok(Experiment {
        name: NAME.to_owned(),
        title: "Work that never waits".to_owned(),
        about: format!(
            "{PIECES} pieces of arithmetic on {} processors, each way in a process of its own, \
             median of {} runs. A timer of 5 ms runs in the same runtime, where there is one; late \
             is the worst of a run.",
            processors(),
            session.plan.runs
        ),
        columns: COLUMNS.to_vec(),
        rows: rows
            .map(|(way, it)| row(way, it, &measured[IN_TURN], enough))
            .collect(),
        notes: vec![note(&measured, enough)],
        left_out: Vec::new(),
    })
}

fn row(way: &str, it: &Measured, in_turn: &Measured, enough: usize) -> Row {
    let seconds = |time: Duration| time.as_secs_f64();
    let quiet = it.wall.len() >= enough;
    let wall = it.wall.median().filter(|_| quiet).map(seconds);
    let base = in_turn
        .wall
        .median()
        .filter(|_| in_turn.wall.len() >= enough)
        .map(seconds);
    let faster = base.zip(wall).map(|(base, wall)| base / wall);
    let mut cells = vec![
        Cell::of(wall, time),
        Cell::of(it.wall.spread().filter(|_| quiet), percent),
        Cell::of(faster, |times| format!("{times:.1}x")),
        Cell::of(it.cpu.median().map(seconds), time),
        Cell::of(it.threads.map(|threads| threads as f64), |threads| {
            format!("{threads:.0}")
        }),
        Cell::of(it.late.median().filter(|_| quiet).map(seconds), time),
    ];
    if wall.is_none() {
        cells[0] = Cell::word(BUSY);
    }
    Row {
        name: way.to_owned(),
        cells,
    }
}

/// Who is faster, a plain loop or tasks, by the best run of each; `None` when the machine was too busy
/// for enough runs.
fn compared(measured: &[Measured], enough: usize) -> Option<Faster> {
    let [in_turn, tasks] = [IN_TURN, TASKS].map(|index| &measured[index].wall);
    let quiet = in_turn.len() >= enough && tasks.len() >= enough;
    let (in_turn, tasks) = in_turn.best().zip(tasks.best()).filter(|_| quiet)?;
    Some(faster(in_turn, tasks))
}

/// Whether tasks gained anything.
fn note(measured: &[Measured], enough: usize) -> Note {
    let text = match compared(measured, enough) {
        None => "This machine was too busy to compare tasks with a plain loop.",
        Some(Faster::Neither) => {
            "Tasks on one thread are as fast as a plain loop, within 5 % (best runs): they gain \
             nothing here."
        }
        Some(Faster::First) => "Tasks on one thread are slower than a plain loop.",
        Some(Faster::Second) => "Tasks on one thread were faster than a plain loop, by chance.",
    };
    Note::named("tasks", text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(walls: &[u64]) -> Measured {
        let mut measured = Measured::default();
        for &wall in walls {
            measured.note(&json!({
                "wall": wall as f64 / 1000.0, "cpu": 0.4, "threads": 2, "late": null,
            }));
        }
        measured
    }

    #[test]
    fn a_row_says_how_many_times_faster_it_is() {
        let (in_turn, rayon) = (measured(&[400, 410, 390]), measured(&[200, 210, 190]));
        let row = super::row("rayon", &rayon, &in_turn, 3);
        let texts: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
        assert_eq!(texts, ["200 ms", "10 %", "2.0x", "400 ms", "2", "–"]);
        let row = super::row("rayon", &measured(&[200]), &in_turn, 3);
        assert_eq!(row.cells[0], Cell::word(BUSY));
    }

    #[test]
    fn tasks_are_compared_with_a_plain_loop() {
        let all = |tasks: &[u64]| {
            let empty = Measured::default();
            note(&[measured(&[400, 401, 402]), empty, measured(tasks)], 3).text
        };
        assert!(all(&[405, 410, 400]).contains("gain nothing"));
        assert!(all(&[500, 510, 520]).contains("slower"));
        assert!(all(&[500]).contains("too busy"));
    }
}
