use std::time::Duration;

/// Something that the server saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Real time since the first event of the run.
    pub at: Duration,
    /// What it was.
    pub what: What,
}

/// The kinds of [`Event`]. Requests and connections are numbered by the server, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A client opened a connection.
    Connected {
        /// Number of the connection.
        connection: u64,
    },
    /// A request arrived, complete with its body.
    Arrived {
        /// Number of the request.
        request: u64,
        /// The connection that it came on.
        connection: u64,
        /// Number of the client that sent it, as the server tells clients apart; from 0.
        client: u32,
        /// The lane that it belongs to: its prompt.
        label: String,
    },
    /// A part of a streamed answer was sent, while the rest was still to come or with its end.
    Chunk {
        /// Number of the request.
        request: u64,
        /// Ticks between arrival and part when the script says so, otherwise `None`.
        latency: Option<u32>,
    },
    /// The server answered.
    Answered {
        /// Number of the request.
        request: u64,
        /// HTTP status.
        status: u16,
        /// Ticks between arrival and answer when the script says so, otherwise `None`.
        latency: Option<u32>,
    },
    /// The server closed the connection before the answer was complete.
    Cut {
        /// Number of the request.
        request: u64,
        /// Ticks between arrival and cut when the script says so, otherwise `None`.
        latency: Option<u32>,
    },
    /// The client hung up before the answer was complete.
    Abandoned {
        /// Number of the request.
        request: u64,
    },
}
