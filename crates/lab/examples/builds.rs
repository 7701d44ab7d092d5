//! What a first build of each client costs: crates, and seconds. Each is built by cargo in an empty
//! folder, with the versions that this workspace has, and nothing is fetched.
//!
//! ```sh
//! cargo run -p lab --example builds -- book/builds.json
//! ```
//!
//! End everything else on the machine first. Without a file the record is printed; with `--count` it
//! has the crates alone, and nothing is built.

use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Instant, SystemTime};

/// A program's dependencies: without TLS, as in the lessons, and with what an async client needs to be
/// called at all.
const CLIENTS: [(&str, &[(&str, &str)]); 4] = [
    ("ureq", &[("ureq", "json")]),
    ("reqwest", &[("reqwest", "json"), RUNTIME]),
    ("reqwest::blocking", &[("reqwest", "json blocking")]),
    (
        "hyper",
        &[
            ("hyper", "client http1"),
            ("hyper-util", "client-legacy http1 tokio"),
            ("http-body-util", ""),
            ("serde_json", "std"),
            RUNTIME,
        ],
    ),
];

const RUNTIME: (&str, &str) = ("tokio", "macros net rt time");

fn main() -> ExitCode {
    let given = std::env::args_os().nth(1);
    let builds = given.as_deref() != Some(std::ffi::OsStr::new("--count"));
    let record = given.filter(|_| builds);
    match measure(builds).and_then(|document| match record {
        Some(file) => fs::write(&file, format!("{document:#}\n")).map_err(|error| {
            let file = Path::new(&file).display();
            format!("cannot write {file}: {error}")
        }),
        None => {
            println!("{document:#}");
            Ok(())
        }
    }) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("builds: {why}");
            ExitCode::FAILURE
        }
    }
}

fn measure(builds: bool) -> Result<Value, String> {
    let mut rows = Vec::new();
    for (name, needs) in CLIENTS {
        eprintln!("builds: {name}");
        let cost = build(needs, builds).map_err(|error| format!("{name}: {error}"))?;
        let seconds = |seconds: Option<f64>| match seconds {
            Some(seconds) => json!({ "text": format!("{seconds:.0} s"), "value": seconds }),
            None => json!({ "text": "–", "value": null }),
        };
        let mut cells = Map::new();
        let crates = json!({ "text": cost.crates.to_string(), "value": cost.crates });
        cells.insert("crates".into(), crates);
        cells.insert("first build".into(), seconds(cost.seconds));
        cells.insert("processor time".into(), seconds(cost.processor));
        rows.push(json!({ "name": name, "cells": cells }));
    }
    let rustc =
        output(Command::new("rustc").arg("--version")).map_err(|error| error.to_string())?;
    let rustc = rustc.split(" (").next().unwrap_or_default();
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let date = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
    let date = date.split('T').next().unwrap_or_default();
    let about = format!(
        "Each is built once by cargo, in a debug build without TLS, with what a program needs to send JSON. \
         {rustc}, {processors} processors, {date}. Crates are all that cargo compiles for it."
    );
    let columns = [
        ("crates", "crates"),
        ("first build", "s"),
        ("processor time", "s"),
    ];
    let columns = columns.map(|(title, unit)| json!({ "title": title, "unit": unit }));
    let experiment = json!({
        "name": "builds",
        "title": "What a first build costs",
        "about": about,
        "columns": columns,
        "rows": rows,
        "notes": [],
        "left_out": [],
    });
    Ok(
        json!({ "schema": "meanwhile.lab/1", "made": { "date": date }, "experiments": [experiment] }),
    )
}

/// What it took to build a client.
struct Cost {
    crates: usize,
    seconds: Option<f64>,
    processor: Option<f64>,
}

/// How many crates cargo compiles for a program with these dependencies, and how long that takes.
fn build(needs: &[(&str, &str)], builds: bool) -> io::Result<Cost> {
    let folder = tempfile::tempdir()?;
    let lock = include_str!("../../../Cargo.lock");
    let mut manifest =
        "[package]\nname = \"empty\"\nedition = \"2024\"\n\n[dependencies]\n".to_owned();
    for (name, features) in needs {
        let features: Vec<&str> = features.split_whitespace().collect();
        let version = version(lock, name);
        manifest += &format!(
            "{name} = {{ version = \"={version}\", default-features = false, features = {features:?} }}\n"
        );
    }
    fs::write(folder.path().join("Cargo.toml"), manifest)?;
    fs::write(folder.path().join("Cargo.lock"), lock)?;
    fs::create_dir(folder.path().join("src"))?;
    fs::write(folder.path().join("src/main.rs"), "fn main() {}\n")?;
    let mut tree = cargo(folder.path(), "tree");
    tree.args([
        "--edges",
        "normal,build",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ]);
    let tree = output(&mut tree)?;
    let crates: BTreeSet<&str> = tree
        .lines()
        .filter(|line| !line.starts_with("empty "))
        .collect();
    let (start, spent) = (Instant::now(), processor_time());
    if builds {
        output(cargo(folder.path(), "build").arg("--quiet"))?;
    }
    Ok(Cost {
        crates: crates.len(),
        seconds: builds.then(|| start.elapsed().as_secs_f64()),
        processor: processor_time()
            .zip(spent.filter(|_| builds))
            .map(|(now, then)| now - then),
    })
}

/// What the processes have computed that this one has waited for, in seconds. It says more than the time
/// on the clock where the machine has other work.
#[cfg(unix)]
fn processor_time() -> Option<f64> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).ok()?;
    let all = usage.user_time().num_milliseconds() + usage.system_time().num_milliseconds();
    u32::try_from(all).ok().map(|all| f64::from(all) / 1e3)
}

#[cfg(not(unix))]
fn processor_time() -> Option<f64> {
    None
}

/// The newest version of a crate in the workspace.
fn version<'a>(lock: &'a str, name: &str) -> &'a str {
    let named = format!("name = \"{name}\"\nversion = \"");
    let after = lock.rsplit(&named).next().unwrap_or_default();
    after.split('"').next().unwrap_or_default()
}

fn cargo(folder: &Path, what: &str) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(folder).args([what, "--offline"]);
    // What is set for the cargo that runs this is not meant for the one that is measured.
    cargo.env("CARGO_TARGET_DIR", folder.join("target"));
    cargo
}

/// What a command prints; its own words where it fails.
fn output(command: &mut Command) -> io::Result<String> {
    let output = command.stdin(Stdio::null()).output()?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(io::Error::other(
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )),
    }
}
