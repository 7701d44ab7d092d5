use crate::log::{Log, Moment};
use crate::page::Pages;
use crate::plan::Plan;
use crate::port::Port;
use crate::room::Room;
use crate::script::Script;
use crate::service::Service;
use http_body_util::Either;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, mpsc};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::oneshot;

/// Runs the server on this thread until `stopped` resolves, which it also does when its sender
/// is dropped. Tells the caller the address, or why there is none.
pub(crate) fn run(
    address: SocketAddr,
    script: Script,
    pages: Option<Pages>,
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
    let door = script.door;
    let service = Arc::new(Service {
        log,
        patience: script.patience,
        room: script
            .works_on
            .clone()
            .map(|(limit, refusal)| (Room::new(limit), refusal)),
        plan: Mutex::new(Plan::new(script)),
    });
    runtime.block_on(async {
        let port = Port::new(address, door).await;
        let port = match port.and_then(|port| Ok((port.address()?, port))) {
            Ok((address, port)) => {
                let _ = tell.send(Ok(address));
                port
            }
            Err(error) => return drop(tell.send(Err(error))),
        };
        tokio::select! {
            () = accept(port, service, pages) => {}
            _ = stopped => {}
        }
    });
    // Dropping the runtime drops every connection.
}

async fn accept(port: Port, service: Arc<Service>, pages: Option<Pages>) {
    let mut told = false;
    loop {
        match port.accept().await {
            Ok((stream, peer)) => {
                let visit = Visit::new(peer.ip(), Arc::clone(&service), pages.clone());
                drop(tokio::spawn(serve(stream, Arc::new(visit))));
            }
            Err(error) => {
                // Usually the limit on open files. Connections wait in the system's queue until
                // others are closed.
                if !told {
                    let what = format!("new connections wait until others are closed: {error}");
                    let _ = writeln!(io::stderr(), "mock-api: {what}");
                }
                told = true;
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }
}

/// A connection.
struct Visit {
    peer: IpAddr,
    service: Arc<Service>,
    pages: Option<Pages>,
    saw_page: AtomicBool,
    /// Its number and when it was noted.
    noted: OnceLock<(u64, Moment)>,
}

impl Visit {
    fn new(peer: IpAddr, service: Arc<Service>, pages: Option<Pages>) -> Self {
        Visit {
            peer,
            service,
            pages,
            saw_page: AtomicBool::new(false),
            noted: OnceLock::new(),
        }
    }

    fn note(&self) -> (u64, Moment) {
        *self.noted.get_or_init(|| self.service.log.connected())
    }

    /// The number that it has in the log. The first to ask waits for what the connection costs.
    async fn number(&self) -> u64 {
        let is_new = self.noted.get().is_none();
        let (number, opened) = self.note();
        if is_new {
            self.service.connection_cost().wait(opened).await;
        }
        number
    }
}

async fn serve(stream: TcpStream, visit: Arc<Visit>) {
    // Where there are pages, it is not known yet who comes.
    if visit.pages.is_none() {
        visit.number().await;
    }
    // Answers are small and must not wait for more to send. A failure means that the peer is gone.
    let _ = stream.set_nodelay(true);
    let patience = visit.service.patience;
    let service = service_fn(|request| {
        let visit = Arc::clone(&visit);
        async move {
            let page = visit
                .pages
                .as_ref()
                .and_then(|pages| pages.answer(&request));
            if let Some(page) = page {
                visit.saw_page.store(true, Ordering::Relaxed);
                return Ok::<_, Infallible>(page.map(Either::Right));
            }
            let connection = visit.number().await;
            let answer = visit.service.answer(connection, visit.peer, request).await;
            Ok(answer.map(Either::Left))
        }
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience)
        .serve_connection(TokioIo::new(stream), service)
        .await;
    // An error is a client that went away or that did not speak HTTP. What matters of it is in the
    // log already, but for one that came to no request. One that said nothing may be a browser's.
    let said_something = served.is_err_and(|error| !error.is_timeout());
    if said_something && !visit.saw_page.load(Ordering::Relaxed) {
        visit.note();
    }
}
