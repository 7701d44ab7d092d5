use std::time::Duration;

/// The end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closing {
    /// Real time since the first event of the run.
    pub at: Duration,
    /// Number of the connection, as in [`timeline::What::Connected`].
    pub connection: u64,
    /// Who ended it, and why.
    pub why: Why,
}

/// Why a connection was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The client closed it, or is gone.
    Client,
    /// One of the two had said `Connection: close`, and the answer was sent.
    Agreed,
    /// It was idle for too long: see [`Script::idle_limit`](crate::Script::idle_limit) and
    /// [`Script::patience`](crate::Script::patience).
    Idle,
    /// The next request was on its way: see [`Script::stale_after`](crate::Script::stale_after).
    Stale,
    /// The script says so: see [`Reply::cut_off`](crate::Reply::cut_off).
    Cut,
    /// The head of a request was begun and not ended in time.
    SlowHead,
    /// Nobody read what was sent.
    NeverRead,
    /// There was no room for an answer that is not read.
    NoRoom,
    /// The client speaks TLS.
    Tls,
    /// The client speaks HTTP/2 from its first byte on.
    Http2,
    /// What came is no HTTP request.
    BadHead,
}
