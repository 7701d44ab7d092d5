use crate::delay::Delay;
use hyper::StatusCode;
use hyper::header::{
    CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER, TRANSFER_ENCODING,
};
use std::time::Duration;

/// As `Retry-After`, in milliseconds: what OpenAI's own clients look for first.
pub(crate) const RETRY_AFTER_MS: HeaderName = HeaderName::from_static("retry-after-ms");

/// One answer: its status, when it comes, its headers and its text.
///
/// Where a client asks for a stream, the text comes in chunks: the first when the answer is due, the
/// others at the [pace](Reply::every). Where it does not, the whole answer comes when its last chunk
/// would have.
///
/// ```
/// use mock_api::{Delay, Reply};
///
/// // Chunks 3, 4, 7 and 8 ticks after the request.
/// let reply = Reply::ok().in_chunks(["One", " word", " at", " a time"]).after(3).every(1);
/// let stalls = reply.stalling(Delay::Ticks(2));
/// ```
#[derive(Debug, Clone)]
pub struct Reply {
    pub(crate) status: u16,
    pub(crate) delay: Delay,
    pub(crate) headers: HeaderMap,
    pub(crate) text: Option<String>,
    pub(crate) chunks: Option<Vec<String>>,
    pub(crate) pace: Delay,
    pub(crate) stall: Option<Delay>,
    pub(crate) cut: bool,
    pub(crate) retry_after_date: Option<Duration>,
    /// What a 429 says that there is no more of: `requests` or `tokens`.
    pub(crate) out_of: &'static str,
}

impl Reply {
    /// 200, at once.
    pub fn ok() -> Self {
        Self::status(200)
    }

    /// Any status between 200 and 599, at once. From 400 on the body is an OpenAI error.
    ///
    /// # Panics
    ///
    /// When the status is out of that range.
    pub fn status(status: u16) -> Self {
        assert!((200..600).contains(&status), "no such status: {status}");
        Reply {
            status,
            delay: Delay::Ticks(0),
            headers: HeaderMap::new(),
            text: None,
            chunks: None,
            pace: Delay::NONE,
            stall: None,
            cut: false,
            retry_after_date: None,
            out_of: "requests",
        }
    }

    /// So many ticks after the request arrived.
    pub fn after(self, ticks: u32) -> Self {
        self.delayed(Delay::Ticks(ticks))
    }

    /// With any other delay.
    pub fn delayed(mut self, delay: Delay) -> Self {
        self.delay = delay;
        self
    }

    /// With this text: the assistant's message, or the error's.
    pub fn saying(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self.chunks = None;
        self
    }

    /// With this text, and in these chunks where it is streamed. Otherwise each
    /// token is a chunk: a word, a syllable of Vietnamese, a Chinese character, a punctuation mark.
    pub fn in_chunks<S: Into<String>>(mut self, chunks: impl IntoIterator<Item = S>) -> Self {
        let chunks: Vec<String> = chunks.into_iter().map(Into::into).collect();
        self.text = Some(chunks.concat());
        self.chunks = Some(chunks);
        self
    }

    /// So many ticks from one chunk of a stream to the next.
    pub fn every(self, ticks: u32) -> Self {
        self.paced(Delay::Ticks(ticks))
    }

    /// With any other delay from one chunk of a stream to the next.
    pub fn paced(mut self, pace: Delay) -> Self {
        self.pace = pace;
        self
    }

    /// With a header.
    ///
    /// # Panics
    ///
    /// When the name or the value cannot stand in a header, and when it would say how long the
    /// body is: the server does that itself.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().expect("a script names a possible header");
        let value: HeaderValue = value
            .parse()
            .expect("a script's header has a possible value");
        assert!(
            name != CONTENT_LENGTH && name != TRANSFER_ENCODING,
            "the server sets {name} itself"
        );
        self.headers.append(name, value);
        self
    }

    /// With `Retry-After` in seconds.
    pub fn retry_after(self, seconds: u64) -> Self {
        self.header("retry-after", &seconds.to_string())
    }

    /// With `Retry-After` as an HTTP date: so many seconds after the answer's own `Date`. Both
    /// are cut to whole seconds, as HTTP dates are.
    pub fn retry_after_date(mut self, seconds: u32) -> Self {
        self.retry_after_date = Some(Duration::from_secs(seconds.into()));
        self
    }

    /// Sends the head and half of the body when due, and the rest so much later. The request is
    /// answered when all of it was sent.
    ///
    /// A stream stalls in its middle: half of its chunks, rounded up, come before.
    pub fn stalling(mut self, stall: Delay) -> Self {
        self.stall = Some(stall);
        self
    }

    /// Closes the connection in the middle of the answer: half of the body, or of the chunks, was
    /// sent then, and the next one would have been due.
    pub fn cut_off(mut self) -> Self {
        self.cut = true;
        self
    }

    pub(crate) fn out_of(mut self, what: &'static str) -> Self {
        self.out_of = what;
        self
    }

    /// Its status.
    pub fn code(&self) -> u16 {
        self.status
    }

    /// Ticks from a request's arrival to its answer; 0 where the delay is no number of ticks.
    pub fn ticks(&self) -> u32 {
        match self.delay {
            Delay::Ticks(ticks) => ticks,
            _ => 0,
        }
    }

    /// Whether it says how long to wait before the next attempt.
    pub fn asks_to_wait(&self) -> bool {
        self.retry_after_date.is_some() || self.headers.contains_key(RETRY_AFTER)
    }

    /// How long it asks to wait, at least: a date may be as near as the second before.
    pub(crate) fn wait(&self) -> Option<Duration> {
        let second = Duration::from_secs(1);
        let date = self
            .retry_after_date
            .map(|wait| wait.saturating_sub(second));
        let header = |name| self.headers.get(name)?.to_str().ok()?.parse().ok();
        let exact = || header(RETRY_AFTER_MS).map(Duration::from_millis);
        let seconds = || header(RETRY_AFTER).map(Duration::from_secs);
        date.or_else(exact).or_else(seconds)
    }

    /// Whether HTTP lets a reply with this status have a body at all.
    pub(crate) fn has_body(&self) -> bool {
        let without = [StatusCode::NO_CONTENT, StatusCode::NOT_MODIFIED];
        !without.iter().any(|status| *status == self.status)
    }
}
