use crate::due::Due;
use crate::limits::Seat;
use crate::log::Ticket;
use crate::room;
use crate::workers::{self, Begin};
use hyper::body::{Body, Bytes, Frame, SizeHint};
use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

type Wait = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A response's body, in parts that are sent one after the other.
///
/// The answer is noted when the last part is handed over, before the client can have it. Until
/// then the body holds the request's ticket: a body that is dropped early, because the connection
/// is gone, drops the ticket, which notes that the client hung up.
pub(crate) struct Answer {
    parts: VecDeque<Part>,
    wait: Option<Wait>,
    /// Bytes that are left, where that is known: a stream has no length.
    left: Option<u64>,
    flight: Option<Flight>,
}

/// A piece of a body.
pub(crate) struct Part {
    pub(crate) due: Due,
    pub(crate) what: Piece,
}

pub(crate) enum Piece {
    Bytes(Bytes),
    /// A part of a stream, which is an event of the log.
    Chunk(Bytes),
    /// The connection is closed.
    Cut,
}

/// A request whose answer is on its way, and what it takes up meanwhile.
pub(crate) struct Flight {
    pub(crate) ticket: Ticket,
    pub(crate) status: u16,
    pub(crate) begin: Begin,
    #[expect(dead_code, reason = "to be held is all that they are for")]
    pub(crate) places: Places,
}

/// What a request takes up until it is answered.
#[derive(Default)]
pub(crate) struct Places {
    pub(crate) room: Option<room::Place>,
    pub(crate) worker: Option<workers::Place>,
    pub(crate) seat: Option<Seat>,
}

impl Flight {
    /// Ticks from the arrival to what is due, if that is known.
    fn latency(&self, due: Due) -> Option<u32> {
        let both = self.begin.waited.zip(due.ticks());
        both.map(|(waited, ticks)| waited.saturating_add(ticks))
    }
}

impl Answer {
    /// All of it now, when it is due.
    pub(crate) fn whole(mut flight: Flight, due: Due, body: Bytes) -> Self {
        let latency = flight.latency(due);
        flight.ticket.answered(flight.status, latency);
        Answer {
            left: Some(body.len() as u64),
            parts: VecDeque::from([Part {
                due,
                what: Piece::Bytes(body),
            }]),
            wait: None,
            flight: None,
        }
    }

    /// Each part when it is due. `length` is what the head says, if it says one.
    pub(crate) fn in_parts(
        flight: Flight,
        parts: impl IntoIterator<Item = Part>,
        length: Option<usize>,
    ) -> Self {
        Answer {
            parts: parts.into_iter().collect(),
            wait: None,
            left: length.map(|length| length as u64),
            flight: Some(flight),
        }
    }

    /// Waits until the first of the parts that are left is due.
    fn poll_due(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let (Some(part), Some(flight)) = (self.parts.front(), &self.flight) else {
            return Poll::Ready(());
        };
        let wait = self.wait.get_or_insert_with(|| {
            let (due, since) = (part.due, flight.begin.at);
            match part.what {
                Piece::Bytes(_) | Piece::Chunk(_) => Box::pin(due.wait(since)),
                Piece::Cut => Box::pin(async move {
                    // What was handed over has to be sent before.
                    tokio::task::yield_now().await;
                    due.wait(since).await;
                }),
            }
        });
        ready!(wait.as_mut().poll(context));
        self.wait = None;
        Poll::Ready(())
    }
}

impl Body for Answer {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        ready!(self.poll_due(context));
        let Some(Part { due, what }) = self.parts.pop_front() else {
            return Poll::Ready(None);
        };
        let is_last = self.parts.is_empty();
        if let Some(flight) = &mut self.flight {
            let latency = flight.latency(due);
            match what {
                Piece::Chunk(_) => flight.ticket.chunk(latency),
                Piece::Cut => flight.ticket.cut(latency),
                Piece::Bytes(_) => {}
            }
            if is_last && !matches!(what, Piece::Cut) {
                let status = flight.status;
                flight.ticket.answered(status, latency);
            }
        }
        if is_last {
            // Whoever is next has room before the client can know of it.
            self.flight = None;
        }
        Poll::Ready(Some(match what {
            Piece::Bytes(bytes) | Piece::Chunk(bytes) => {
                self.left = self
                    .left
                    .map(|left| left.saturating_sub(bytes.len() as u64));
                Ok(Frame::data(bytes))
            }
            Piece::Cut => Err(io::ErrorKind::ConnectionAborted.into()),
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.parts.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        self.left
            .map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
