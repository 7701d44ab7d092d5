use crate::cli;
use crate::log::Log;
use crate::plan::Plan;
use crate::script::Script;
use crate::service::Service;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
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
    let service = Arc::new(Service {
        log,
        patience: script.patience,
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
            () = accept(listener, service) => {}
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

async fn accept(listener: TcpListener, service: Arc<Service>) {
    let mut told = false;
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(tokio::spawn(serve(stream, Arc::clone(&service)))),
            Err(error) => {
                // Usually the limit on open files. Connections wait in the system's queue until
                // others are closed.
                if !told {
                    let what = format!("new connections wait until others are closed: {error}");
                    cli::complain("mock-api", &what);
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
    let service = service_fn(|request| {
        let service = Arc::clone(&service);
        async move { Ok::<_, Infallible>(service.answer(connection, request).await) }
    });
    // An error is a client that went away or that did not speak HTTP. What matters of it is in
    // the log already.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}
