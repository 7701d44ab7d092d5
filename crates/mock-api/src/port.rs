use crate::script::Door;
use std::future::pending;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;

/// Thousands of clients may connect in one moment; the system lowers this to what it allows.
const MANY: u32 = 16_384;

/// The smallest queue that every system takes as it is meant. Some read 0 as "the usual".
const FEW: u32 = 1;

/// A port, and what it takes to keep its door as the script wants it.
pub(crate) enum Port {
    Open(TcpListener),
    /// Bound, so that nobody else listens on it either.
    Closed(TcpSocket),
    Full {
        listener: TcpListener,
        #[expect(dead_code, reason = "to be held is all that they are for")]
        queue: Vec<TcpStream>,
    },
}

impl Port {
    pub(crate) async fn new(address: SocketAddr, door: Door) -> io::Result<Self> {
        let socket = bind(address, door)?;
        Ok(match door {
            Door::Open => Port::Open(socket.listen(MANY)?),
            Door::Closed => Port::Closed(socket),
            Door::Full => {
                let listener = socket.listen(FEW)?;
                let queue = fill(listener.local_addr()?).await?;
                Port::Full { listener, queue }
            }
        })
    }

    pub(crate) fn address(&self) -> io::Result<SocketAddr> {
        match self {
            Port::Open(listener) | Port::Full { listener, .. } => listener.local_addr(),
            Port::Closed(socket) => socket.local_addr(),
        }
    }

    /// The next connection, which never comes unless the door is open.
    pub(crate) async fn accept(&self) -> io::Result<(TcpStream, SocketAddr)> {
        match self {
            Port::Open(listener) => listener.accept().await,
            Port::Closed(_) | Port::Full { .. } => pending().await,
        }
    }
}

fn bind(address: SocketAddr, door: Door) -> io::Result<TcpSocket> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // On Unix this lets a program restart on its port; on Windows it would let two programs share
    // one. Without a listener it would let two share one on Unix, too.
    socket.set_reuseaddr(cfg!(unix) && door != Door::Closed)?;
    socket.bind(address)?;
    Ok(socket)
}

/// Connects until nobody gets into the queue any more. On one machine a connection is made by the
/// system within microseconds, however busy its programs are: one that is not there after this
/// time will never be.
async fn fill(address: SocketAddr) -> io::Result<Vec<TcpStream>> {
    const LONG_ENOUGH: Duration = Duration::from_millis(50);
    const TOO_MANY: usize = 64;
    let mut queue = Vec::new();
    while queue.len() < TOO_MANY {
        match timeout(LONG_ENOUGH, TcpStream::connect(address)).await {
            Ok(stream) => queue.push(stream?),
            Err(_) => return Ok(queue),
        }
    }
    Err(io::Error::other(
        "this system queues connections without limit: no client would find the queue full",
    ))
}
