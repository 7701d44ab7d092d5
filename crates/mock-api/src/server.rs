use crate::log::Log;
use crate::port::Port;
use crate::script::Script;
use crate::service::{Peer, Service};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::{Arc, mpsc};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::oneshot;

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
    let door = script.door;
    let service = Arc::new(Service::new(log, script));
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
            () = accept(port, service) => {}
            _ = stopped => {}
        }
    });
    // Dropping the runtime drops every connection.
}

async fn accept(port: Port, service: Arc<Service>) {
    let mut told = false;
    loop {
        match port.accept().await {
            Ok((stream, _)) => drop(tokio::spawn(serve(stream, Arc::clone(&service)))),
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

async fn serve(stream: TcpStream, service: Arc<Service>) {
    let (connection, opened) = service.log.connected();
    // Answers are small and must not wait for more to send. A failure means that the peer is gone.
    let _ = stream.set_nodelay(true);
    service.connection_cost().wait(opened).await;
    let patience = service.patience;
    let peer = Peer {
        connection,
        address: stream.peer_addr().ok().map(|address| address.ip()),
    };
    let service = service_fn(|request| {
        let service = Arc::clone(&service);
        async move { Ok::<_, Infallible>(service.answer(peer, request).await) }
    });
    // An error is a client that went away or that did not speak HTTP. What matters of it is in
    // the log already.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}
