use crate::budget::Budget;
use crate::closing::Why;
use crate::connection::Connection;
use crate::entrance::{Entrance, Visitor};
use crate::holds::Holds;
use crate::kept::Kept;
use crate::log::Log;
use crate::page::Pages;
use crate::port::Port;
use crate::script::Script;
use crate::service::{Peer, Service};
use crate::socket::Socket;
use http_body_util::Either;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::{Arc, mpsc};
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
    let house = Arc::new(House {
        pages,
        budget: Budget::new(script.holds.bytes),
        holds: script.holds.clone(),
        service: Service::new(log, script),
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
        let log = Arc::clone(&house.service.log);
        let entrance = Entrance::new(port, log, &house.holds);
        tokio::select! {
            () = accept(entrance, house) => {}
            _ = stopped => {}
        }
    });
    // Dropping the runtime drops every connection.
}

/// What all connections share.
struct House {
    service: Service,
    pages: Option<Pages>,
    holds: Holds,
    budget: Arc<Budget>,
}

async fn accept(entrance: Entrance, house: Arc<House>) {
    loop {
        let visitor = entrance.next().await;
        tokio::spawn(serve(visitor, Arc::clone(&house)));
    }
}

impl House {
    /// The number that a connection has in the log. The first to ask waits for what it costs.
    async fn number(&self, connection: &Connection) -> u64 {
        let is_new = !connection.is_noted();
        let (number, opened) = connection.note();
        if is_new {
            self.service.connection_cost().wait(opened).await;
        }
        number
    }
}

/// Serves a connection to its end. Its place is dropped last: then its file is closed.
async fn serve(visitor: Visitor, house: Arc<House>) {
    let Visitor {
        stream,
        peer,
        place: _place,
    } = visitor;
    let House {
        service,
        pages,
        holds,
        budget,
    } = &*house;
    let connection = Connection::new(Arc::clone(&service.log), holds);
    // Answers are small and must not wait for more to send. A failure means that the peer is gone.
    let _ = stream.set_nodelay(true);
    // Where there are pages, it is not known yet who comes.
    if pages.is_none() {
        house.number(&connection).await;
    }
    let of = &connection;
    let house = &house;
    let socket = Socket::new(stream, Arc::clone(of), service.patience, budget.nothing());
    let answers = service_fn(move |request| {
        // Before anything more is read: what is late from now on is no head.
        of.becomes_busy();
        async move {
            let mut held = budget.nothing();
            let page = pages.as_ref().and_then(|pages| pages.answer(&request));
            let answer = match page {
                Some(page) => {
                    of.sees_a_page();
                    page.map(Either::Right)
                }
                None => {
                    let peer = Peer {
                        connection: house.number(of).await,
                        address: peer,
                    };
                    let answer = service.answer(peer, request, &mut held).await;
                    answer.map(Either::Left)
                }
            };
            if held.was_refused() {
                service.log.remark(|remarks| remarks.no_room += 1);
            }
            let connection = Arc::clone(of);
            Ok::<_, Infallible>(answer.map(|answer| Kept {
                answer,
                held,
                connection,
            }))
        }
    });
    let builder = http1::Builder::new();
    let mut serving = pin!(builder.serve_connection(TokioIo::new(socket), answers));
    if let Some(ticks) = holds.idle_limit {
        tokio::select! {
            served = &mut serving => return connection.ended(&served),
            () = connection.idle_for(ticks) => {
                connection.ends(Why::Idle);
                serving.as_mut().graceful_shutdown();
            }
        }
    }
    // An error is a client that went away or that did not speak HTTP.
    connection.ended(&serving.await);
}
