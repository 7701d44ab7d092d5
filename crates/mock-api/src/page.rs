use hyper::body::{Body, Bytes, Frame, SizeHint};
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use hyper::{Method, Request, Response};
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::{Interval, MissedTickBehavior, interval};

/// Something for a person to look at, served beside the API on the same port.
pub struct Page {
    content_type: &'static str,
    content: Content,
}

enum Content {
    Whole(Bytes),
    Stream(Duration, Next),
}

/// What comes next in a stream; `None` ends it.
type Next = Box<dyn FnMut() -> Option<String> + Send>;

impl Page {
    /// All of it at once.
    pub fn whole(content_type: &'static str, text: impl Into<String>) -> Self {
        Page {
            content_type,
            content: Content::Whole(Bytes::from(text.into())),
        }
    }

    /// What `next` returns now and whenever this time has passed, until it returns `None` or the
    /// reader is gone. A reader who is slow is asked less often: nothing is kept for them.
    ///
    /// `next` is called on the server's thread, and must be quick.
    pub fn stream(
        content_type: &'static str,
        every: Duration,
        next: impl FnMut() -> Option<String> + Send + 'static,
    ) -> Self {
        Page {
            content_type,
            content: Content::Stream(every, Box::new(next)),
        }
    }

    fn response(self) -> Response<PageBody> {
        let body = match self.content {
            Content::Whole(bytes) => PageBody::Whole(Some(bytes)),
            Content::Stream(every, next) => {
                let mut timer = interval(every.max(Duration::from_millis(1)));
                timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
                PageBody::Stream(timer, next)
            }
        };
        let mut response = Response::new(body);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

/// The pages of a server, by their paths. Who asks for one is no client of the API: neither the
/// request nor its connection is in the log.
#[derive(Clone)]
pub(crate) struct Pages(Arc<Find>);

type Find = dyn Fn(&str) -> Option<Page> + Send + Sync;

impl Pages {
    pub(crate) fn new(find: impl Fn(&str) -> Option<Page> + Send + Sync + 'static) -> Self {
        Pages(Arc::new(find))
    }

    /// The page that is asked for, if it is one.
    pub(crate) fn answer<B>(&self, request: &Request<B>) -> Option<Response<PageBody>> {
        if ![Method::GET, Method::HEAD].contains(request.method()) {
            return None;
        }
        let page = (self.0)(request.uri().path())?;
        Some(page.response())
    }
}

/// The body of a page.
pub(crate) enum PageBody {
    Whole(Option<Bytes>),
    Stream(Interval, Next),
}

impl Body for PageBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match &mut *self {
            PageBody::Whole(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            PageBody::Stream(timer, next) => loop {
                ready!(timer.poll_tick(context));
                match next() {
                    None => return Poll::Ready(None),
                    Some(text) if text.is_empty() => {}
                    Some(text) => return Poll::Ready(Some(Ok(Frame::data(text.into())))),
                }
            },
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, PageBody::Whole(None))
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            PageBody::Whole(bytes) => {
                SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
            }
            PageBody::Stream(..) => SizeHint::default(),
        }
    }
}
