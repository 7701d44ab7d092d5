use crate::answer::Answer;
use crate::budget::Held;
use crate::connection::Connection;
use hyper::body::{Body, Bytes, Frame, SizeHint};
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// An answer, and what is kept until it is sent: the room that its request takes. With its last part
/// the connection becomes idle.
pub(crate) struct Kept {
    pub(crate) answer: Answer,
    #[expect(dead_code, reason = "to be dropped is all that it is for")]
    pub(crate) held: Held,
    pub(crate) connection: Arc<Connection>,
}

impl Body for Kept {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Pin::new(&mut self.answer).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.answer.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.answer.size_hint()
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.connection.becomes_idle();
    }
}
