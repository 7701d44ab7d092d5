//! Processes of their own: the server, so that it takes nothing from what is measured, and clients
//! whose memory, threads and processor time are theirs alone. The lab starts itself again, in a role
//! that it is given as its first argument; a second one says the rest in JSON.

use crate::clients::Client;
use crate::{compute, usage};
use mock_api::{Delay, MockApi, Reply, Script};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

const SERVE: &str = "@serve";
const BATCH: &str = "@batch";
const COMPUTE: &str = "@compute";

/// No client takes this long.
const PATIENCE: Duration = Duration::from_secs(120);

/// Plays a role, if this process was started for one.
pub(crate) fn play() -> Option<ExitCode> {
    let mut arguments = std::env::args().skip(1);
    let role = arguments.next().filter(|role| role.starts_with('@'))?;
    let orders: Value = serde_json::from_str(&arguments.next().unwrap_or_default()).ok()?;
    let told = match role.as_str() {
        SERVE => serve(&orders),
        BATCH => batch(&orders),
        COMPUTE => compute::run(&orders),
        _ => return None,
    };
    let told = told.unwrap_or_else(|error| json!({ "error": error }));
    // Who has asked may be gone.
    let _ = writeln!(std::io::stdout(), "{told}");
    Some(ExitCode::SUCCESS)
}

fn this_program(role: &str, orders: &Value) -> Result<Command, String> {
    let program = std::env::current_exe();
    let program = program.map_err(|error| format!("the lab cannot find itself: {error}"))?;
    let mut command = Command::new(program);
    command.args([role, &orders.to_string()]);
    Ok(command)
}

fn number(orders: &Value, key: &str) -> Result<u32, String> {
    let number = orders[key]
        .as_u64()
        .and_then(|number| u32::try_from(number).ok());
    number.ok_or_else(|| format!("no {key} in {orders}"))
}

/// A running server, which ends with this value, or when this process ends, however it does.
pub(crate) struct Server {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
    pub(crate) url: String,
}

/// What a server saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) most_in_flight: u32,
}

impl Server {
    /// Starts a server that answers after a latency, and before the first request of a connection
    /// waits for what that costs.
    pub(crate) fn start(latency: Duration, connection: Duration) -> Result<Self, String> {
        let micros = |time: Duration| u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        let orders = json!({ "latency": micros(latency), "connection": micros(connection) });
        let mut command = this_program(SERVE, &orders)?;
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let failed = |error: &dyn std::fmt::Display| format!("the server does not start: {error}");
        let mut child = piped.spawn().map_err(|error| failed(&error))?;
        let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(failed(&"it has no pipes"));
        };
        let mut server = Server {
            child,
            stdin: Some(stdin),
            stdout: BufReader::new(stdout),
            url: String::new(),
        };
        let told = server.listen().map_err(|error| failed(&error))?;
        server.url = told["url"]
            .as_str()
            .ok_or_else(|| failed(&told["error"]))?
            .to_owned();
        Ok(server)
    }

    fn listen(&mut self) -> Result<Value, String> {
        let mut line = String::new();
        let read = self.stdout.read_line(&mut line);
        read.map_err(|error| error.to_string())?;
        serde_json::from_str(&line).map_err(|error| format!("it says \"{line}\" ({error})"))
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it, and returns what it saw.
    pub(crate) fn stop(mut self) -> Result<Seen, String> {
        drop(self.stdin.take());
        let told = self.listen()?;
        Ok(Seen {
            most_in_flight: number(&told, "most_in_flight")?,
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stdin.take());
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn serve(orders: &Value) -> Result<Value, String> {
    let micros = |key| number(orders, key).map(|time| Duration::from_micros(time.into()));
    let reply = Reply::ok().delayed(Delay::Exact(micros("latency")?));
    let script = Script::new().otherwise(reply);
    let script = script.connection_cost(Delay::Exact(micros("connection")?));
    let api = MockApi::start(script).map_err(|error| error.to_string())?;
    let mut stdout = std::io::stdout();
    let told = writeln!(stdout, "{}", json!({ "url": api.url() })).and_then(|()| stdout.flush());
    told.map_err(|error| error.to_string())?;
    // Until the lab closes its end, or is gone.
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
    Ok(json!({ "most_in_flight": mock_api::most_in_flight(&api.stop()) }))
}

/// Sends requests in a process of its own, and returns what it cost: see [`usage::Usage::json`].
pub(crate) fn ask(kind: &str, url: &str, requests: u32, at_once: u32) -> Result<Value, String> {
    let orders = json!({ "kind": kind, "url": url, "requests": requests, "at_once": at_once });
    listen_to(this_program(BATCH, &orders)?)
}

/// Computes in a process of its own.
pub(crate) fn compute(orders: &Value) -> Result<Value, String> {
    listen_to(this_program(COMPUTE, orders)?)
}

fn batch(orders: &Value) -> Result<Value, String> {
    let url = orders["url"].as_str().unwrap_or_default();
    let (requests, at_once) = (number(orders, "requests")?, number(orders, "at_once")?);
    let client = || match orders["kind"].as_str() {
        Some("reqwest") => Client::futures(url),
        Some("ureq") => Ok(Client::threads(url)),
        Some("ureq-small") => Ok(Client::small_threads(url)),
        kind => Err(format!("no client {kind:?}")),
    };
    let (wall, usage) = usage::of(|| {
        let client = client()?;
        // With the start of the threads: here it is part of what is measured.
        let start = Instant::now();
        client.run(requests, at_once)?;
        Ok::<_, String>(start.elapsed())
    });
    Ok(usage.json(wall?))
}

/// Runs a client to its end and reads the JSON that it prints. One that says nothing in time is
/// ended.
pub(crate) fn listen_to(mut command: Command) -> Result<Value, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let piped = command.stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = piped
        .spawn()
        .map_err(|error| format!("{name} does not start: {error}"))?;
    let (tell, told) = mpsc::channel();
    if let Some(mut stdout) = child.stdout.take() {
        thread::spawn(move || {
            let mut text = String::new();
            let read = stdout.read_to_string(&mut text);
            // Nobody listens any more after the limit.
            let _ = tell.send(read.map(|_| text));
        });
    }
    let text = told.recv_timeout(PATIENCE);
    if text.is_err() {
        let _ = child.kill();
    }
    let status = child.wait().map_err(|error| format!("{name}: {error}"))?;
    let text = text.map_err(|_| format!("{name} took longer than {} s", PATIENCE.as_secs()))?;
    let text = text.map_err(|error| format!("{name}: {error}"))?;
    let value: Value = serde_json::from_str(text.trim())
        .map_err(|_| format!("{name} ended without an answer ({status})"))?;
    match value["error"].as_str() {
        Some(error) => Err(error.to_owned()),
        None => Ok(value),
    }
}
