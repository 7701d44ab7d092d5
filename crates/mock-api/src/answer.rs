use crate::log::{Moment, Ticket};
use crate::plan::Due;
use hyper::body::{Body, Bytes, Frame, SizeHint};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

type Wait = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A response's body, in parts that are sent one after the other.
///
/// The answer is noted when the last part is handed over, before the client can have it. Until
/// then the body holds the request's ticket: a body that is dropped early, because the connection
/// is gone, drops the ticket, which notes that the client hung up.
pub(crate) struct Answer {
    parts: VecDeque<(Option<Wait>, Bytes)>,
    pending: Option<Pending>,
}

struct Pending {
    ticket: Ticket,
    status: u16,
    latency: Option<u32>,
}

impl Answer {
    /// All of it now.
    pub(crate) fn whole(mut ticket: Ticket, status: u16, due: Due, body: Bytes) -> Self {
        ticket.answered(status, due.ticks());
        Answer {
            parts: VecDeque::from([(None, body)]),
            pending: None,
        }
    }

    /// Half now, the rest when `stall` is over, counted from `since`.
    pub(crate) fn stalling(
        ticket: Ticket,
        status: u16,
        due: Due,
        mut body: Bytes,
        (stall, since): (Due, Moment),
    ) -> Self {
        let rest = body.split_off(body.len() / 2);
        let wait: Wait = Box::pin(stall.wait(since));
        let both = due.ticks().zip(stall.ticks());
        Answer {
            parts: VecDeque::from([(None, body), (Some(wait), rest)]),
            pending: Some(Pending {
                ticket,
                status,
                latency: both.map(|(until_half, stall)| until_half.saturating_add(stall)),
            }),
        }
    }
}

impl Body for Answer {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if let Some((Some(wait), _)) = self.parts.front_mut() {
            ready!(wait.as_mut().poll(context));
        }
        let part = self.parts.pop_front();
        if self.parts.is_empty()
            && let Some(mut pending) = self.pending.take()
        {
            pending.ticket.answered(pending.status, pending.latency);
        }
        Poll::Ready(part.map(|(_, bytes)| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.parts.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        let left: usize = self.parts.iter().map(|(_, bytes)| bytes.len()).sum();
        SizeHint::with_exact(left as u64)
    }
}
