use std::time::Duration;
use std::{fmt, io};

/// Why a call gave no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The API answered with an error status.
    Status {
        /// HTTP status.
        code: u16,
        /// What the API said about it.
        message: String,
        /// How long it asks to wait before the next attempt, if it does.
        retry_after: Option<Duration>,
    },
    /// The answer was not complete in time. The client has hung up.
    Timeout,
    /// No connection, or it was lost before the answer was complete.
    Connect(String),
    /// What came is not an answer of this API.
    Decode(String),
}

/// By hand: a derive macro would cost the first build of every lesson more than a second.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Status { code, message, .. } => write!(f, "the API answered {code}: {message}"),
            Error::Timeout => f.write_str("no answer in time"),
            Error::Connect(what) => write!(f, "the connection failed: {what}"),
            Error::Decode(what) => write!(f, "the answer cannot be read: {what}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<reqwest::Error> for Error {
    fn from(error: reqwest::Error) -> Self {
        match error.status() {
            Some(status) => Error::status(status.as_u16()),
            None if error.is_timeout() => Error::Timeout,
            None if is_json(&error) => Error::Decode(root_cause(&error)),
            None => Error::Connect(root_cause(&error)),
        }
    }
}

impl From<ureq::Error> for Error {
    fn from(error: ureq::Error) -> Self {
        match error {
            ureq::Error::StatusCode(code) => Error::status(code),
            ureq::Error::Timeout(_) => Error::Timeout,
            // JSON that was read straight from the connection fails with it.
            ureq::Error::Json(error) if error.is_io() => {
                ureq::Error::from(io::Error::from(error)).into()
            }
            ureq::Error::Json(error) => Error::Decode(error.to_string()),
            ureq::Error::Io(error) => match error.kind() {
                // So it says of bytes that are no text.
                io::ErrorKind::InvalidData => Error::Decode(error.to_string()),
                io::ErrorKind::TimedOut => Error::Timeout,
                _ => Error::Connect(root_cause(&error)),
            },
            error => Error::Connect(root_cause(&error)),
        }
    }
}

impl Error {
    /// Of a status whose body was not read.
    fn status(code: u16) -> Self {
        Error::Status {
            code,
            message: "its message was not read".to_owned(),
            retry_after: None,
        }
    }
}

/// reqwest says "decode" of a body that broke off too. Only JSON that is none is not the
/// connection's fault.
fn is_json(error: &reqwest::Error) -> bool {
    let source = std::error::Error::source(error);
    source.is_some_and(|source| source.is::<serde_json::Error>())
}

/// The innermost error says what happened (`Connection refused`); those around it say where,
/// which our own message does.
fn root_cause(error: &dyn std::error::Error) -> String {
    let chain = std::iter::successors(Some(error), |error| error.source());
    chain.last().map(ToString::to_string).unwrap_or_default()
}
