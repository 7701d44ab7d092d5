//! What it costs to have many requests in flight at once, in a process of its own.

use crate::child::{self, Server};
use crate::limits::Need;
use crate::record::{BUSY, Cell, Column, Experiment, Note, Row};
use crate::session::Session;
use crate::show::{memory, time};
use serde_json::Value;
use std::time::Duration;

pub(crate) const NAME: &str = "in-flight";

/// What the rows are called, the client of each, and the memory that one request may take, in KiB:
/// generously, for the look at what is free.
const CLIENTS: [(&str, &str, u64); 3] = [
    ("futures", "reqwest", 64),
    ("threads", "ureq", 400),
    ("threads, 4 KiB", "ureq-small", 100),
];

const COLUMNS: [Column; 6] = [
    Column::new("wall", "s"),
    Column::new("memory", "KiB"),
    Column::new("memory each", "KiB"),
    Column::new("threads", "threads"),
    Column::new("CPU", "s"),
    Column::new("CPU each", "s"),
];

/// Longest latency, as a multiple of the plan's, at which all requests are hoped to be in flight.
const SLOWER: u32 = 4;

/// How long all of it takes, about.
pub(crate) fn estimate(session: &Session) -> Duration {
    let sizes = session.plan.in_flight.iter();
    sizes.map(|(_, latency)| 3 * *latency * 3 / 2).sum()
}

pub(crate) fn experiment(session: &mut Session) -> Result<Experiment, String> {
    let mut found = Found::default();
    for (number, latency) in session.plan.in_flight.clone() {
        for (name, kind, each) in CLIENTS {
            let name = format!("{number} {name}");
            session.says(&format!("In flight at once: {name}"));
            let need = Need {
                connections: number.into(),
                threads: if kind == "reqwest" { 0 } else { number.into() },
                memory: 100 * 1024 + u64::from(number) * each,
            };
            let row = match session.limits.refuse(need) {
                Some(why) => Err(why),
                None => measure(session, kind, number, latency),
            };
            match row {
                Ok(measured) => found.add(name, number, &measured),
                Err(why) => found
                    .left_out
                    .push(format!("{name}: left out, because {why}")),
            }
            session.passed(latency * 3 / 2);
        }
    }
    let latencies = session.plan.in_flight.iter();
    let latencies =
        latencies.map(|(number, latency)| format!("{} for {number}", time(latency.as_secs_f64())));
    let latencies: Vec<String> = latencies.collect();
    let mut notes = found.notes.clone();
    notes.extend(found.memory_note());
    Ok(Experiment {
        name: NAME.to_owned(),
        title: "Many in flight at once".to_owned(),
        about: format!(
            "Each client is a process of its own, and asks all at once over new connections, in one \
             run. The server answers after {}: late enough for all of them to be in flight \
             together. Memory is the peak of the process; for each request it counts what came on \
             top of the start. \"4 KiB\" are threads with ureq's buffers made that small.",
            latencies.join(", ")
        ),
        columns: COLUMNS.to_vec(),
        rows: found.rows,
        notes,
        left_out: found.left_out,
    })
}

struct Measured {
    told: Value,
    quiet: bool,
    /// How long the server took, where that was longer than planned.
    longer: Option<Duration>,
}

/// Measures a client with a server of its own. When not all requests were in flight together, the
/// server takes longer the next time.
fn measure(
    session: &mut Session,
    kind: &str,
    number: u32,
    latency: Duration,
) -> Result<Measured, String> {
    let mut longer = 1;
    loop {
        let server = Server::start(latency * longer, Duration::ZERO)?;
        session.uses(&server);
        let url = server.url.clone();
        let (told, quiet) = session.measure(|| child::ask(kind, &url, number, number))?;
        let together = server.stop()?.most_in_flight;
        if together >= number {
            let longer = (longer > 1).then(|| latency * longer);
            return Ok(Measured {
                told,
                quiet,
                longer,
            });
        }
        longer *= 2;
        if longer > SLOWER {
            return Err(format!(
                "this machine was too slow or too busy to have more than {together} in flight \
                 together. Run it again when less is going on."
            ));
        }
    }
}

/// Rows, and what is said of them.
#[derive(Default)]
struct Found {
    rows: Vec<Row>,
    notes: Vec<Note>,
    left_out: Vec<String>,
}

impl Found {
    fn add(&mut self, name: String, number: u32, measured: &Measured) {
        let of = |key: &str| measured.told[key].as_f64();
        let number = f64::from(number);
        let more = of("memory")
            .zip(of("memory_before"))
            .map(|(after, before)| after - before);
        let cpu = of("cpu");
        if let Some(latency) = measured.longer {
            let latency = time(latency.as_secs_f64());
            let text = format!(
                "{name}: here the server answered after {latency}, because they came slowly."
            );
            self.notes.push(Note::new(text));
        }
        let wall = match measured.quiet {
            true => Cell::of(of("wall"), time),
            false => Cell::word(BUSY),
        };
        let cells = vec![
            wall,
            Cell::of(of("memory"), memory),
            Cell::of(more.map(|more| more / number), memory),
            Cell::of(of("threads"), |threads| format!("{threads:.0}")),
            Cell::of(cpu, time),
            Cell::of(cpu.map(|cpu| cpu / number), time),
        ];
        self.rows.push(Row { name, cells });
    }

    /// What one more request in flight costs, where most were in flight.
    fn memory_note(&self) -> Option<Note> {
        let last = |ending: &str| {
            let mut rows = self.rows.iter().rev();
            let row = rows.find(|row| row.name.ends_with(ending))?;
            Some((row.name.split_once(' ')?.0, row.cells[2].value?))
        };
        let (futures, threads, small) = (last(" futures")?, last(" threads")?, last(" 4 KiB")?);
        if futures.0 != threads.0 || futures.0 != small.0 {
            return None;
        }
        let text = format!(
            "One of {} in flight takes {} as a future, {} in a thread with small buffers, and {} in \
             a thread with ureq's own: {:.1} and {:.1} times as much.",
            futures.0,
            memory(futures.1),
            memory(small.1),
            memory(threads.1),
            small.1 / futures.1,
            threads.1 / futures.1,
        );
        Some(Note::named("memory", text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn add(found: &mut Found, name: &str, number: u32, memory: u64, quiet: bool) {
        let told = json!({
            "wall": 1.5, "cpu": 0.25, "memory_before": 1024, "memory": memory, "threads": 3,
        });
        found.add(
            format!("{number} {name}"),
            number,
            &Measured {
                told,
                quiet,
                longer: (!quiet).then_some(Duration::from_secs(2)),
            },
        );
    }

    #[test]
    fn memory_for_each_is_what_came_on_top() {
        let mut found = Found::default();
        add(&mut found, "futures", 100, 1024 + 2_700, true);
        add(&mut found, "threads", 100, 1024 + 25_000, false);
        let texts =
            |row: &Row| -> Vec<String> { row.cells.iter().map(|cell| cell.text.clone()).collect() };
        assert_eq!(
            texts(&found.rows[0]),
            ["1.50 s", "3.6 MiB", "27 KiB", "3", "250 ms", "2.5 ms"]
        );
        assert_eq!(found.rows[1].cells[0], Cell::word(BUSY));
        assert_eq!(found.memory_note(), None);
        let note = "100 threads: here the server answered after 2.00 s, because they came slowly.";
        assert_eq!(found.notes, [Note::new(note)]);
        add(&mut found, "threads, 4 KiB", 100, 1024 + 4_050, true);
        let note = found.memory_note().expect("all three are there").text;
        assert!(
            note.starts_with("One of 100 in flight takes 27 KiB as a future, 40 KiB in"),
            "{note}"
        );
        assert!(note.ends_with("1.5 and 9.3 times as much."), "{note}");
        // More futures than threads were possible: nothing is compared.
        add(&mut found, "futures", 1000, 1024 + 27_000, true);
        assert_eq!(found.memory_note(), None);
    }
}
