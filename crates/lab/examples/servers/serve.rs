//! The servers, each in a process of its own: this program starts itself again.

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::{Request, Response};
use mock_api::{Delay, MockApi, Reply, Script};
use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::time::Duration;

const SERVE: &str = "@serve";

/// Which server it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Minimal,
    MockApi,
    #[cfg(feature = "wiremock")]
    Wiremock,
}

impl Kind {
    /// The minimal one first: it is what the others are compared with.
    pub(crate) fn all() -> impl Iterator<Item = Kind> {
        [
            Kind::Minimal,
            Kind::MockApi,
            #[cfg(feature = "wiremock")]
            Kind::Wiremock,
        ]
        .into_iter()
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Minimal => "minimal",
            Kind::MockApi => "mock-api",
            #[cfg(feature = "wiremock")]
            Kind::Wiremock => "wiremock",
        }
    }
}

/// A running server, which ends with this value, or with this process.
pub(crate) struct Server {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    pub(crate) address: SocketAddr,
}

impl Server {
    pub(crate) fn start(kind: Kind, latency: Duration) -> Result<Self, String> {
        let program = std::env::current_exe().map_err(|error| error.to_string())?;
        let mut command = Command::new(program);
        command.args([SERVE, kind.name(), &latency.as_millis().to_string()]);
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = piped.spawn().map_err(|error| error.to_string())?;
        let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("it has no pipes".to_owned());
        };
        let mut server = Server {
            child,
            stdin,
            stdout: BufReader::new(stdout),
            address: (Ipv4Addr::LOCALHOST, 0).into(),
        };
        let told = server.line()?;
        server.address = told.parse().map_err(|_| format!("it says \"{told}\""))?;
        Ok(server)
    }

    /// Time on processors since its start, and the most memory that it has held, in KiB.
    pub(crate) fn usage(&mut self) -> Result<(Duration, u64), String> {
        let asked = writeln!(self.stdin).and_then(|()| self.stdin.flush());
        asked.map_err(|error| error.to_string())?;
        let told = self.line()?;
        let parts = told.split_once(' ');
        let numbers = parts.and_then(|(cpu, memory)| {
            let cpu = Duration::from_nanos(cpu.parse().ok()?);
            Some((cpu, memory.parse().ok()?))
        });
        numbers.ok_or_else(|| "this system does not tell what a process costs".to_owned())
    }

    fn line(&mut self) -> Result<String, String> {
        let mut line = String::new();
        let read = self.stdout.read_line(&mut line);
        read.map_err(|error| error.to_string())?;
        Ok(line.trim_end().to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Plays a server, if this process was started for that.
pub(crate) fn play() -> Option<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [role, name, millis] = &arguments[..] else {
        return None;
    };
    if role != SERVE {
        return None;
    }
    let kind = Kind::all().find(|kind| kind.name() == name)?;
    let latency = Duration::from_millis(millis.parse().ok()?);
    match kind {
        Kind::Minimal => tell_until_nobody_asks(minimal(latency)),
        Kind::MockApi => {
            let reply = Reply::ok().delayed(Delay::Exact(latency));
            let api = MockApi::start(Script::new().otherwise(reply)).ok()?;
            tell_until_nobody_asks(api.address());
            drop(api);
        }
        #[cfg(feature = "wiremock")]
        Kind::Wiremock => wiremock(latency)?,
    }
    Some(ExitCode::SUCCESS)
}

/// Parses the JSON, sleeps, and answers a constant, on one thread.
fn minimal(latency: Duration) -> SocketAddr {
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let runtime = runtime.expect("the system has a file left for it");
        runtime.block_on(async {
            let socket = tokio::net::TcpSocket::new_v4().expect("there is IPv4");
            socket
                .bind((Ipv4Addr::LOCALHOST, 0).into())
                .expect("there is a free port");
            let listener = socket.listen(16_384).expect("it is bound");
            let address = listener.local_addr().expect("it is bound");
            tell.send(address).expect("the main thread waits for it");
            loop {
                let (stream, _) = listener.accept().await.expect("there are enough files");
                let _ = stream.set_nodelay(true);
                let service = hyper::service::service_fn(move |request| answer(request, latency));
                let io = hyper_util::rt::TokioIo::new(stream);
                let builder = hyper::server::conn::http1::Builder::new();
                tokio::spawn(builder.serve_connection(io, service));
            }
        });
    });
    told.recv().expect("it starts")
}

async fn answer(
    request: Request<Incoming>,
    latency: Duration,
) -> Result<Response<Full<Bytes>>, hyper::Error> {
    const ANSWER: &str = r#"{"id":"chatcmpl-1","object":"chat.completion","created":1767225600,"model":"mock-1","choices":[{"index":0,"message":{"role":"assistant","content":"You said: request","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":5,"total_tokens":8}}"#;
    let body = request.into_body().collect().await?.to_bytes();
    let asked: Result<serde_json::Value, _> = serde_json::from_slice(&body);
    std::hint::black_box(asked.is_ok());
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    Ok(Response::new(Full::new(Bytes::from_static(
        ANSWER.as_bytes(),
    ))))
}

#[cfg(feature = "wiremock")]
fn wiremock(latency: Duration) -> Option<()> {
    use wiremock::matchers::{method, path};
    use wiremock::{Mock, MockServer, ResponseTemplate};
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let server = runtime.ok()?.block_on(async {
        let server = MockServer::start().await;
        let body = serde_json::json!({ "choices": [{ "message": { "content": "You said" } }] });
        let response = ResponseTemplate::new(200).set_body_json(body);
        Mock::given(method("POST"))
            .and(path("/v1/chat/completions"))
            .respond_with(response.set_delay(latency))
            .mount(&server)
            .await;
        server
    });
    tell_until_nobody_asks(*server.address());
    Some(())
}

/// Tells the address, and then what this process has cost, each time that a line comes.
fn tell_until_nobody_asks(address: SocketAddr) {
    let mut stdout = io::stdout();
    let mut tell = |line: String| writeln!(stdout, "{line}").and_then(|()| stdout.flush());
    let mut asked = tell(address.to_string());
    for line in io::stdin().lines() {
        if asked.is_err() || line.is_err() {
            return;
        }
        asked = tell(usage().unwrap_or_default());
    }
}

fn usage() -> Option<String> {
    let mut nanos = 0;
    for task in fs::read_dir("/proc/self/task").ok()? {
        let told = fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
        nanos += told.split(' ').next()?.parse::<u64>().ok()?;
    }
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let peak = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let peak = peak.split_whitespace().nth(1)?;
    Some(format!("{nanos} {peak}"))
}
