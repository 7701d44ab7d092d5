//! The same requests from Python, with what is installed. The lab installs nothing.

use crate::arithmetic::{efficiency, limit};
use crate::child::{self, Server};
use crate::limits::Need;
use crate::record::{BUSY, Cell, Column, Experiment, NONE, Row};
use crate::session::Session;
use crate::show::{memory, number, time};
use serde_json::{Value, json};
use std::process::{Command, Stdio};
use std::time::Duration;

pub(crate) const NAME: &str = "python";

const SCRIPT: &str = include_str!("client.py");

/// How long the server takes.
const LATENCY: Duration = Duration::from_millis(100);

/// Ours, and what waits in each.
const RUST: [&str; 2] = ["reqwest", "ureq"];
const PYTHON: [&str; 3] = ["aiohttp", "httpx", "requests"];

/// httpx looks at all its connections for each request, and takes long with many of them.
const SLOW: &str = "httpx";

const COLUMNS: [Column; 8] = [
    Column::new("version", ""),
    Column::new("sent", "requests"),
    Column::new("limit", "s"),
    Column::new("wall", "s"),
    Column::new("efficiency", "share"),
    Column::new("CPU", "s"),
    Column::new("CPU each", "s"),
    Column::new("memory", "KiB"),
];

pub(crate) fn estimate(session: &Session) -> Duration {
    let (requests, at_once) = session.plan.beside_python;
    LATENCY * (4 * requests / at_once + 2)
}

pub(crate) fn experiment(session: &mut Session) -> Result<Experiment, String> {
    let (requests, at_once) = session.plan.beside_python;
    let server = Server::start(LATENCY, Duration::ZERO)?;
    session.uses(&server);
    let python = find_python();
    let mut rows = Vec::new();
    let mut left_out = Vec::new();
    for name in RUST.iter().chain(&PYTHON) {
        session.says(&format!("The same from Python: {name}"));
        let requests = match *name {
            SLOW => 2 * at_once,
            _ => requests,
        };
        let need = Need {
            connections: at_once.into(),
            threads: at_once.into(),
            memory: 400 * 1024,
        };
        let url = &server.url;
        let told = match (session.limits.refuse(need), RUST.contains(name), &python) {
            (Some(why), ..) => Err(why),
            (None, true, _) => session.measure_once(|| child::ask(name, url, requests, at_once)),
            (None, false, Some(python)) => {
                session.measure_once(|| ask(python, name, url, requests, at_once))
            }
            (None, false, None) => Err("there is no python3 here.".to_owned()),
        };
        match told {
            Ok((told, quiet)) => {
                let least = limit(requests, at_once, LATENCY);
                rows.push(row(name, &told, quiet, requests, least));
            }
            Err(why) => left_out.push(format!("{name}: left out, because {why}")),
        }
        session.passed(LATENCY * (requests / at_once));
    }
    let version = python
        .as_ref()
        .map_or(String::new(), |python| format!(" ({})", python.version));
    Ok(Experiment {
        name: NAME.to_owned(),
        title: format!("The same from Python{version}"),
        about: format!(
            "{at_once} requests at once, answered after {}, each client in a process of its own, which \
             opens its connections in that time. CPU each is for one request. requests and ureq use \
             threads, the others one thread.",
            time(LATENCY.as_secs_f64())
        ),
        columns: COLUMNS.to_vec(),
        rows,
        notes: Vec::new(),
        left_out,
    })
}

fn row(name: &str, told: &Value, quiet: bool, requests: u32, least: Duration) -> Row {
    let of = |key: &str| told[key].as_f64();
    let locked = crate::machine::version_of(name);
    let version = told["version"].as_str().or(locked).unwrap_or("unknown");
    let (wall, share) = match quiet {
        true => {
            let wall = of("wall").map(Duration::from_secs_f64);
            let share = Cell::of(wall.map(|wall| efficiency(least, wall)), |share| {
                format!("{share:.2}")
            });
            (Cell::of(of("wall"), time), share)
        }
        false => (Cell::word(BUSY), Cell::word(NONE)),
    };
    let cpu = of("cpu");
    Row {
        name: name.to_owned(),
        cells: vec![
            Cell::word(version),
            Cell::of(Some(requests.into()), number),
            Cell::of(Some(least.as_secs_f64()), time),
            wall,
            share,
            Cell::of(cpu, time),
            Cell::of(cpu.map(|cpu| cpu / f64::from(requests)), time),
            Cell::of(of("memory"), memory),
        ],
    }
}

struct Python {
    program: &'static str,
    /// Such as `Python 3.12.1`.
    version: String,
}

fn find_python() -> Option<Python> {
    ["python3", "python"].into_iter().find_map(|program| {
        let mut command = Command::new(program);
        let output = command
            .arg("--version")
            .stdin(Stdio::null())
            .output()
            .ok()?;
        let version = String::from_utf8(output.stdout).ok()?.trim().to_owned();
        version
            .starts_with("Python 3")
            .then_some(Python { program, version })
    })
}

fn ask(
    python: &Python,
    library: &str,
    url: &str,
    requests: u32,
    at_once: u32,
) -> Result<Value, String> {
    let orders =
        json!({ "library": library, "url": url, "requests": requests, "at_once": at_once });
    let mut command = Command::new(python.program);
    command.args(["-c", SCRIPT, &orders.to_string()]);
    let told = child::listen_to(command)?;
    match told["missing"].as_str() {
        Some(_) => Err(format!(
            "{} has no module {library}. The lab installs nothing; with `{} -m pip install \
             {library}`, for instance in a virtual environment, it is measured too.",
            python.program, python.program
        )),
        None => Ok(told),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_the_version_that_was_measured() {
        let told = json!({ "version": "3.1.4", "wall": 1.2, "cpu": 0.32, "memory": 51_200 });
        let texts =
            |row: Row| -> Vec<String> { row.cells.into_iter().map(|cell| cell.text).collect() };
        assert_eq!(
            texts(row("aiohttp", &told, true, 2_000, Duration::from_secs(1))),
            [
                "3.1.4", "2000", "1.00 s", "1.20 s", "0.83", "320 ms", "160 µs", "50 MiB"
            ]
        );
        let told = json!({ "wall": 1.2 });
        let ours = texts(row("ureq", &told, false, 2_000, Duration::from_secs(1)));
        assert!(ours[0].starts_with("3."), "{ours:?}");
        assert_eq!(ours[1..], ["2000", "1.00 s", BUSY, "–", "–", "–", "–"]);
    }
}
