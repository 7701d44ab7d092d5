use hyper::body::Bytes;
use hyper::http::request::Parts;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

/// What the server knows of a request beside its events. Small, because there may be millions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Note {
    /// A number that is the same where the same bytes were sent to the same address: a request that was
    /// sent again. It is another one in another run of the program.
    pub body: u64,
    wait_ms: Option<u32>,
}

impl Note {
    /// The note of a request whose body has this number.
    pub fn new(body: u64) -> Self {
        Note {
            body,
            wait_ms: None,
        }
    }

    /// The same, of one whose answer asks to wait for so long.
    pub fn waiting(self, wait: Duration) -> Self {
        Note {
            wait_ms: u32::try_from(wait.as_millis()).ok(),
            ..self
        }
    }

    /// How long its answer asks to wait before the next attempt.
    pub fn wait(&self) -> Option<Duration> {
        let millis = self.wait_ms?;
        Some(Duration::from_millis(millis.into()))
    }

    /// The note of a request that arrives. Nothing of what was sent can be read from it.
    pub(crate) fn of<E>(head: &Parts, body: &Result<Bytes, E>) -> Self {
        let mut hasher = DefaultHasher::new();
        (head.method.as_str(), head.uri.path()).hash(&mut hasher);
        if let Ok(body) = body {
            body.hash(&mut hasher);
        }
        Note::new(hasher.finish())
    }
}
