use crate::answer::Answer;
use crate::log::Log;
use crate::plan::{Due, Plan};
use crate::script::{Reply, Script};
use crate::wire::{self, Refusal};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{ALLOW, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;
use timeline::TICK;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::oneshot;

/// The largest body that is read.
const MAX_BODY: usize = 1024 * 1024;

/// How long a client may take to send a head, and then a body.
const PATIENCE: Duration = Duration::from_secs(10);

struct Server {
    log: Arc<Log>,
    plan: Mutex<Plan>,
}

/// Runs the server on this thread until `stopped` resolves, which it also does when its sender
/// is dropped. Tells the caller the address, or why there is none.
pub(crate) fn run(
    address: SocketAddr,
    script: Script,
    log: Arc<Log>,
    tell: &mpsc::Sender<io::Result<SocketAddr>>,
    stopped: oneshot::Receiver<()>,
) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return drop(tell.send(Err(error))),
    };
    let server = Arc::new(Server {
        log,
        plan: Mutex::new(Plan::new(script)),
    });
    runtime.block_on(async {
        let listener = listen(address).and_then(|listener| Ok((listener.local_addr()?, listener)));
        let listener = match listener {
            Ok((address, listener)) => {
                let _ = tell.send(Ok(address));
                listener
            }
            Err(error) => return drop(tell.send(Err(error))),
        };
        tokio::select! {
            () = accept(listener, server) => {}
            _ = stopped => {}
        }
    });
    // Dropping the runtime drops every connection.
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // On Unix this lets a program restart on its port; on Windows it would let two programs share
    // one.
    socket.set_reuseaddr(cfg!(unix))?;
    socket.bind(address)?;
    // Thousands of clients may connect in one moment; the system lowers this to what it allows.
    socket.listen(16_384)
}

async fn accept(listener: TcpListener, server: Arc<Server>) {
    let mut refused = false;
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                refused = false;
                tokio::spawn(serve(stream, Arc::clone(&server)));
            }
            Err(error) => {
                // Usually the limit on open files. Connections wait in the system's queue until
                // others are closed.
                if !refused {
                    eprintln!("mock-api: cannot accept connections for the moment: {error}");
                }
                refused = true;
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }
}

async fn serve(stream: TcpStream, server: Arc<Server>) {
    let (connection, opened) = server.log.connected();
    // Answers are small and must not wait for more to send. A failure means that the peer is gone.
    let _ = stream.set_nodelay(true);
    let cost = {
        let mut plan = server.plan();
        let cost = plan.script.connection_cost.clone();
        plan.cast(&cost)
    };
    cost.wait(opened).await;
    let service = service_fn(|request| {
        let server = Arc::clone(&server);
        async move { Ok::<_, Infallible>(server.answer(connection, request).await) }
    });
    // An error is a client that went away or that did not speak HTTP. What matters of it is in
    // the log already.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

impl Server {
    fn plan(&self) -> std::sync::MutexGuard<'_, Plan> {
        self.plan
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    async fn answer(&self, connection: u64, request: Request<Incoming>) -> Response<Answer> {
        let asked = format!("{} {}", request.method(), request.uri().path());
        let path = request.uri().path().trim_end_matches('/').to_owned();
        let allowed = match path.as_str() {
            "/v1/chat/completions" => Method::POST,
            "/v1/models" => Method::GET,
            _ => {
                let message = format!("Unknown request URL: {asked}.");
                return self.refuse(connection, &asked, &Refusal::new(404, message));
            }
        };
        if request.method() != allowed {
            let refusal = Refusal::new(405, format!("{asked}: only {allowed} is allowed here."));
            let mut response = self.refuse(connection, &asked, &refusal);
            let allowed = HeaderValue::from_static(if allowed == Method::GET {
                "GET"
            } else {
                "POST"
            });
            response.headers_mut().insert(ALLOW, allowed);
            return response;
        }
        if !self.authorized(&request) {
            let message = "Incorrect or missing API key: send 'Authorization: Bearer KEY'.";
            return self.refuse(connection, &asked, &Refusal::new(401, message));
        }
        if allowed == Method::GET {
            let ticket = self.log.arrived(connection, label(&asked));
            let body = Bytes::from(wire::models().to_string());
            return respond(200, Answer::whole(ticket, 200, Due::Ticks(0), body));
        }
        let parsed = match read(request.into_body()).await {
            Ok(body) => wire::parse(&body),
            Err(refusal) => Err(refusal),
        };
        match parsed {
            Ok(chat) => self.play(connection, &chat).await,
            Err(refusal) => self.refuse(connection, &asked, &refusal),
        }
    }

    fn authorized(&self, request: &Request<Incoming>) -> bool {
        let plan = self.plan();
        let Some(key) = &plan.script.api_key else {
            return true;
        };
        let given = request.headers().get(AUTHORIZATION);
        given.is_some_and(|given| given.as_bytes() == format!("Bearer {key}").as_bytes())
    }

    fn refuse(&self, connection: u64, asked: &str, refusal: &Refusal) -> Response<Answer> {
        let ticket = self.log.arrived(connection, label(asked));
        let body = Bytes::from(wire::error(refusal).to_string());
        let status = refusal.status;
        respond(status, Answer::whole(ticket, status, Due::Ticks(0), body))
    }

    async fn play(&self, connection: u64, chat: &wire::ChatRequest) -> Response<Answer> {
        let ticket = self.log.arrived(connection, label(&chat.prompt));
        let (reply, due, stall) = {
            let mut plan = self.plan();
            let reply = plan.reply(&chat.prompt, &ticket);
            let due = plan.cast(&reply.delay);
            let stall = reply.stall.as_ref().map(|stall| plan.cast(stall));
            (reply, due, stall)
        };
        due.wait(ticket.arrival).await;
        let body = Bytes::from(body(&reply, chat, ticket.request).to_string());
        let answer = match stall {
            None => Answer::whole(ticket, reply.status, due, body),
            Some(stall) => {
                // A stall begins when the first half is due: on a tick if the delay ended on one.
                let mut half = ticket.arrival;
                half.at = match due.ticks() {
                    Some(ticks) => TICK * (half.tick() + ticks),
                    None => half.origin.elapsed(),
                };
                Answer::stalling(ticket, reply.status, due, body, (stall, half))
            }
        };
        let mut response = respond(reply.status, answer);
        response.headers_mut().extend(reply.headers);
        response
    }
}

async fn read(body: Incoming) -> Result<Bytes, Refusal> {
    let whole = Limited::new(body, MAX_BODY).collect();
    match tokio::time::timeout(PATIENCE, whole).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            let message = format!("The body of the request is larger than {MAX_BODY} bytes.");
            Err(Refusal::new(413, message))
        }
        Ok(Err(error)) => {
            let message = format!("The body of the request could not be read: {error}.");
            Err(Refusal::new(400, message))
        }
        Err(_) => Err(Refusal::new(408, "The body of the request took too long.")),
    }
}

fn body(reply: &Reply, chat: &wire::ChatRequest, request: u64) -> serde_json::Value {
    let text = reply.text.as_deref();
    if reply.status < 400 {
        let text = text.map_or_else(|| format!("You said: {}", chat.prompt), str::to_owned);
        return wire::completion(request, &chat.model, &chat.prompt, &text);
    }
    let text = text.unwrap_or(match reply.status {
        429 => "Rate limit reached. Please slow down.",
        500 => "The server had an error while processing your request.",
        503 => "The server is overloaded. Please try again later.",
        _ => "The script of this mock API says so.",
    });
    wire::error(&Refusal::new(reply.status, text))
}

fn respond(status: u16, answer: Answer) -> Response<Answer> {
    let mut response = Response::new(answer);
    // A status that is none cannot come from a `Reply`, which checks it.
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}

/// A prompt as the label of a lane: one line, and short enough to stand beside a timeline.
fn label(prompt: &str) -> String {
    const LONGEST: usize = 32;
    let line: String = prompt
        .chars()
        .map(|char| if char.is_control() { ' ' } else { char })
        .take(LONGEST + 1)
        .collect();
    match line.char_indices().nth(LONGEST) {
        Some(_) => line.chars().take(LONGEST - 1).chain(['…']).collect(),
        None => line,
    }
}
