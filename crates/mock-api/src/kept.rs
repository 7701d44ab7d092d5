use crate::budget::Held;
use crate::closing::Why;
use crate::connection::Connection;
use hyper::body::{Body, Bytes, Frame, SizeHint};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// An answer or a page, and what is kept until it is sent: the room that its request takes. With its
/// last part the connection becomes idle.
pub(crate) struct Kept<B> {
    pub(crate) answer: B,
    #[expect(dead_code, reason = "to be dropped is all that it is for")]
    pub(crate) held: Held,
    pub(crate) connection: Arc<Connection>,
}

impl<B: Body<Data = Bytes> + Unpin> Body for Kept<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let frame = Pin::new(&mut self.answer).poll_frame(context);
        if let Poll::Ready(Some(Err(_))) = frame {
            self.connection.ends(Why::Cut);
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.answer.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.answer.size_hint()
    }
}

impl<B> Drop for Kept<B> {
    fn drop(&mut self) {
        self.connection.becomes_idle();
    }
}
