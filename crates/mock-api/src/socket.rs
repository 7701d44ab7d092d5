use crate::budget::Held;
use crate::closing::Why;
use crate::connection::Connection;
use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep};

/// A connection's stream, which tells what comes in, and does not wait for ever: neither for the head of
/// a request, nor for somebody to read what goes out. Hyper could wait for heads, but its time begins
/// when an answer is in its hands, however long the client takes to read it.
pub(crate) struct Socket {
    stream: TcpStream,
    connection: Arc<Connection>,
    patience: Duration,
    /// What could not be sent yet.
    unsent: Held,
    /// Runs while nothing can be sent.
    blocked: Option<Pin<Box<Sleep>>>,
    /// Runs while nothing comes, and on through requests: one alarm in a while costs less than one
    /// for each of them.
    alarm: Option<Pin<Box<Sleep>>>,
}

impl Socket {
    pub(crate) fn new(
        stream: TcpStream,
        connection: Arc<Connection>,
        patience: Duration,
        unsent: Held,
    ) -> Self {
        connection.waits_from_now();
        Socket {
            stream,
            connection,
            patience,
            unsent,
            blocked: None,
            alarm: None,
        }
    }

    /// Ready when the client had its time to send a head.
    fn head_is_late(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let patience = self.patience;
        let sleep = || Box::pin(tokio::time::sleep(patience));
        let alarm = self.alarm.get_or_insert_with(sleep);
        loop {
            ready!(alarm.as_mut().poll(context));
            let left = match self.blocked {
                // It has an answer to read first.
                Some(_) => Some(patience),
                None => self.connection.time_for_a_head(patience),
            };
            match left.map(|left| Instant::now().checked_add(left)) {
                None => return Poll::Ready(()),
                // No clock goes that far.
                Some(None) => return Poll::Pending,
                Some(Some(end)) => alarm.as_mut().reset(end),
            }
        }
    }

    /// Passes on what became of an attempt to send some bytes, but fails when nothing could be sent
    /// for too long, or when too much waits for that.
    fn sent<T>(
        &mut self,
        context: &mut Context<'_>,
        sent: Poll<io::Result<T>>,
        bytes: usize,
    ) -> Poll<io::Result<T>> {
        if sent.is_ready() {
            if self.blocked.take().is_some() {
                self.unsent.set(0);
                self.connection.has_read_on();
            }
            return sent;
        }
        let patience = self.patience;
        let sleep = || Box::pin(tokio::time::sleep(patience));
        let blocked = self.blocked.get_or_insert_with(sleep);
        let why = match self.unsent.set(bytes) {
            true => {
                ready!(blocked.as_mut().poll(context));
                Why::NeverRead
            }
            false => Why::NoRoom,
        };
        self.connection.ends(why);
        Poll::Ready(Err(ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let Poll::Ready(read) = Pin::new(&mut self.stream).poll_read(context, buffer) else {
            // As if the client had gone: what comes of that is an orderly close.
            return self.head_is_late(context).map(Ok);
        };
        if read.is_ok() && !self.connection.hears(&buffer.filled()[before..]) {
            buffer.set_filled(before);
        }
        Poll::Ready(read)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let sent = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.sent(context, sent, bytes.len())
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let sent = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        let bytes = parts.iter().map(|part| part.len()).sum();
        self.sent(context, sent, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
