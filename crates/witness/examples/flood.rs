//! Sends many chat requests at once and tells how much later than scripted they were answered.
//!
//! ```text
//! cargo run --release -p witness -- serve --latency 2s
//! cargo run --release -p witness --example flood -- --url http://127.0.0.1:8080 \
//!     --latency 2s --requests 1,100,10000
//! ```
//!
//! One line of JSON for each number of requests. Every request has a connection of its own; all
//! connections are open before the first request is sent. Ten thousand of them need as many open
//! files in both programs: `ulimit -n 20000`.

use clap::Parser;
use serde_json::{Value, json};
use std::io;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{Barrier, Semaphore};
use tokio::task::JoinSet;

/// Connections that are opened at once: fewer than any system lets wait to be accepted.
const OPENING: usize = 100;

/// Sends many chat requests at once and tells how much later than scripted they were answered
#[derive(Parser)]
struct Args {
    /// Base URL of the mock API
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    url: String,

    /// Requests in flight at once; several numbers are tried one after the other
    #[arg(long, default_value = "100", value_delimiter = ',')]
    requests: Vec<usize>,

    /// How often each number is tried
    #[arg(long, default_value_t = 1)]
    rounds: usize,

    /// The latency that the mock API was started with
    #[arg(long, default_value = "300ms", value_parser = humantime::parse_duration)]
    latency: Duration,

    /// Process of the mock API, whose peak memory is read (Linux only)
    #[arg(long)]
    pid: Option<u32>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let args: Args = terminal::parse(<Args as clap::CommandFactory>::command());
    let Ok(address) = args.url.trim_start_matches("http://").parse() else {
        terminal::complain("flood", "--url must be http://ADDRESS:PORT");
        return ExitCode::from(2);
    };
    for &requests in &args.requests {
        let mut waits = Vec::new();
        let mut lost = None;
        for _ in 0..args.rounds {
            match flood(address, requests).await {
                Ok(round) => waits.extend(round),
                Err(error) => lost = Some(error.to_string()),
            }
        }
        println!("{}", summary(&args, requests, waits, lost.as_deref()));
    }
    ExitCode::SUCCESS
}

fn summary(args: &Args, requests: usize, waits: Vec<Duration>, lost: Option<&str>) -> Value {
    let added = waits.iter().map(|wait| wait.saturating_sub(args.latency));
    let mut added: Vec<f64> = added.map(|added| added.as_secs_f64() * 1000.0).collect();
    added.sort_by(f64::total_cmp);
    let at = |share: usize| added.get(added.len().saturating_sub(1) * share / 100);
    json!({
        "in_flight": requests,
        "sent": requests * args.rounds,
        "answered": added.len(),
        "first_failure": lost,
        "added_ms_median": at(50),
        "added_ms_p99": at(99),
        "server_peak_memory_kib": args.pid.and_then(peak_memory),
    })
}

/// Sends so many requests at once and returns how long each of them took.
async fn flood(address: SocketAddr, requests: usize) -> io::Result<Vec<Duration>> {
    let opening = Arc::new(Semaphore::new(OPENING));
    let ready = Arc::new(Barrier::new(requests));
    let mut clients = JoinSet::new();
    for client in 0..requests {
        clients.spawn(ask(
            address,
            client,
            Arc::clone(&opening),
            Arc::clone(&ready),
        ));
    }
    let mut waits = Vec::with_capacity(requests);
    while let Some(client) = clients.join_next().await {
        waits.push(client.map_err(io::Error::other)??);
    }
    Ok(waits)
}

async fn ask(
    address: SocketAddr,
    client: usize,
    opening: Arc<Semaphore>,
    ready: Arc<Barrier>,
) -> io::Result<Duration> {
    let permit = opening.acquire().await.map_err(io::Error::other)?;
    let mut stream = TcpStream::connect(address).await?;
    drop(permit);
    ready.wait().await;
    let start = Instant::now();
    stream.write_all(&question(client)).await?;
    let mut answer = Vec::new();
    // The request asks the server to close the connection when it has answered.
    stream.read_to_end(&mut answer).await?;
    match answer.starts_with(b"HTTP/1.1 200 ") && answer.ends_with(b"}") {
        true => Ok(start.elapsed()),
        false => Err(io::Error::other(format!("client {client} got no 200"))),
    }
}

fn question(client: usize) -> Vec<u8> {
    let prompt = format!("request {client}");
    let messages = json!([{ "role": "user", "content": prompt }]);
    let body = json!({ "model": "mock-1", "messages": messages }).to_string();
    let request = format!(
        "POST /v1/chat/completions HTTP/1.1\r\nHost: mock\r\nConnection: close\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    request.into_bytes()
}

/// The most memory that a process ever held, in KiB.
fn peak_memory(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
