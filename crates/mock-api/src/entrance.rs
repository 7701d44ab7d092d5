use crate::holds::Holds;
use crate::log::Log;
use crate::port::Port;
use crate::remarks::{self, OutOfFiles};
use std::io::{self, ErrorKind, Write};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// How long a file is waited for that somebody else in this program may close.
const NOW_AND_THEN: Duration = Duration::from_millis(20);

/// Lets connections in as long as there is room for them. Others wait in the system's queue.
pub(crate) struct Entrance {
    port: Port,
    log: Arc<Log>,
    most: usize,
    files: Option<u64>,
    places: Arc<Semaphore>,
    left: Arc<Notify>,
}

/// A connection that was let in.
pub(crate) struct Visitor {
    pub(crate) stream: TcpStream,
    pub(crate) peer: IpAddr,
    pub(crate) place: Place,
}

/// The place of a connection. Dropped, it is free for another.
pub(crate) struct Place {
    left: Arc<Notify>,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Entrance {
    pub(crate) fn new(port: Port, log: Arc<Log>, holds: &Holds) -> Self {
        let most = holds.connections.min(Semaphore::MAX_PERMITS);
        Entrance {
            port,
            log,
            most,
            files: holds.files,
            places: Arc::new(Semaphore::new(most)),
            left: Arc::default(),
        }
    }

    /// The next connection, when there is room for it.
    pub(crate) async fn next(&self) -> Visitor {
        loop {
            match self.port.accept().await {
                Ok((stream, peer)) => {
                    return Visitor {
                        stream,
                        peer: peer.ip(),
                        place: self.place().await,
                    };
                }
                // It was in the queue, and its client has gone.
                Err(error) if error.kind() == ErrorKind::ConnectionAborted => {}
                Err(error) => self.wait_for_files(&error).await,
            }
        }
    }

    async fn place(&self) -> Place {
        let permit = match Arc::clone(&self.places).try_acquire_owned() {
            Ok(permit) => Some(permit),
            Err(_) => {
                if self.log.remark(|it| it.full.replace(self.most)).is_none() {
                    tell(&remarks::full(self.most));
                }
                // An error would say that it was closed, which nobody does.
                Arc::clone(&self.places).acquire_owned().await.ok()
            }
        };
        Place {
            left: Arc::clone(&self.left),
            _permit: permit,
        }
    }

    /// Waits until a connection is closed. The next one stays in the queue meanwhile: nothing is lost
    /// by an attempt that comes too early.
    async fn wait_for_files(&self, error: &io::Error) {
        let out = OutOfFiles {
            connections: self.most - self.places.available_permits(),
            files: self.files,
        };
        if self.log.remark(|it| it.out_of_files.replace(out)).is_none() {
            tell(&format!("{} ({error})", remarks::out_of_files(out)));
        }
        let _ = timeout(NOW_AND_THEN, self.left.notified()).await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.left.notify_waiters();
    }
}

/// Says at once what nobody would see before the end: clients wait for it.
fn tell(what: &str) {
    // A standard error that is closed is no reason to stop serving.
    let _ = writeln!(io::stderr(), "mock-api: {what}");
}
