//! What the mock API costs, next to a minimal server and to wiremock, side by side in one run.
//!
//! ```text
//! cargo run --release -p lab --features wiremock --example servers
//! ```
//!
//! Each server is a process of its own, and so is the client, which sends each the same bytes. First a
//! few connections ask one request after the other, and are answered at once: what a request costs.
//! Then many ask at the same moment, and are answered after a while: what it costs to have them in
//! flight. The minimal server parses the JSON, sleeps, and answers a constant: no server that speaks
//! HTTP through hyper can do with less. Linux only: other systems do not tell what a process costs.

mod load;
mod serve;

use clap::{CommandFactory, Parser};
use serde_json::{Value, json};
use serve::Kind;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// What the mock API costs, next to a minimal server and to wiremock
#[derive(Parser)]
struct Args {
    /// Requests that are asked one after the other
    #[arg(long, default_value_t = 40_000)]
    requests: usize,

    /// Requests that are in flight at once
    #[arg(long, default_value_t = 10_000)]
    in_flight: usize,

    /// How long those are in flight
    #[arg(long, default_value = "5s", value_parser = humantime::parse_duration)]
    latency: Duration,

    /// How often each server is measured; the best figure counts
    #[arg(long, default_value_t = 3)]
    rounds: usize,
}

/// The columns of the table, and what a figure is multiplied with before it is shown.
const COLUMNS: [(&str, &str, f64); 6] = [
    ("cpu_each", "CPU a request, us", 1e6),
    ("cpu_at_once", "CPU at once, s", 1.0),
    ("added_median", "added p50, ms", 1e3),
    ("added_p99", "added p99, ms", 1e3),
    ("wall", "wall, s", 1.0),
    ("memory", "memory, MiB", 1.0 / 1024.0),
];

fn main() -> ExitCode {
    if let Some(done) = serve::play() {
        return done;
    }
    let args: Args = terminal::parse(Args::command());
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            terminal::complain("servers", &why);
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<(), String> {
    #[cfg(unix)]
    let _ = rlimit::increase_nofile_limit(u64::MAX);
    let mut best: Vec<(Kind, Value)> = Kind::all().map(|kind| (kind, json!({}))).collect();
    for _ in 0..args.rounds.max(1) {
        for (kind, best) in &mut best {
            let measured = measure(*kind, args).map_err(|why| format!("{}: {why}", kind.name()))?;
            for (key, _, _) in COLUMNS {
                let least = best[key].as_f64().unwrap_or(f64::INFINITY);
                best[key] = json!(measured[key].as_f64().map_or(least, |it| it.min(least)));
            }
        }
    }
    let minimal = best[0].1.clone();
    for (kind, figures) in &best {
        print(*kind, figures, &minimal);
    }
    Ok(())
}

/// One line of JSON: a server's figures, and how many times those of the minimal one they are.
fn print(kind: Kind, figures: &Value, minimal: &Value) {
    let mut line = json!({ "server": kind.name() });
    for (key, title, scale) in COLUMNS {
        let (Some(it), Some(least)) = (figures[key].as_f64(), minimal[key].as_f64()) else {
            continue;
        };
        let round = |number: f64| (number * 100.0).round() / 100.0;
        line[title] = json!([round(it * scale), format!("{:.2}x", it / least)]);
    }
    println!("{line}");
}

fn measure(kind: Kind, args: &Args) -> Result<Value, String> {
    let mut server = serve::Server::start(kind, Duration::ZERO)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let failed = |error: std::io::Error| format!("a request failed: {error}");
    // What is only done once, such as the first use of a page of memory, is none of a request's cost.
    let warm_up = load::in_turn(server.address, args.requests / 10);
    runtime.block_on(warm_up).map_err(failed)?;
    let (before, _) = server.usage()?;
    let asked = runtime
        .block_on(load::in_turn(server.address, args.requests))
        .map_err(failed)?;
    let (after, _) = server.usage()?;
    drop(server);

    let mut server = serve::Server::start(kind, args.latency)?;
    let (start_cpu, _) = server.usage()?;
    let start = Instant::now();
    let waits = runtime
        .block_on(load::at_once(server.address, args.in_flight))
        .map_err(failed)?;
    let wall = start.elapsed();
    let (end_cpu, memory) = server.usage()?;
    let mut added: Vec<f64> = waits
        .iter()
        .map(|wait| wait.as_secs_f64() - args.latency.as_secs_f64())
        .collect();
    added.sort_by(f64::total_cmp);
    let at = |share: usize| added.get(added.len().saturating_sub(1) * share / 100);
    Ok(json!({
        "cpu_each": (after - before).as_secs_f64() / asked.max(1) as f64,
        "cpu_at_once": (end_cpu - start_cpu).as_secs_f64(),
        "added_median": at(50),
        "added_p99": at(99),
        "wall": wall.as_secs_f64(),
        "memory": memory,
    }))
}
