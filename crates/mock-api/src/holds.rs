use crate::reply::Reply;
use crate::script::Script;

/// What a server keeps at most, and when it closes connections by itself.
#[derive(Debug, Clone)]
pub(crate) struct Holds {
    pub(crate) connections: usize,
    pub(crate) bytes: usize,
    pub(crate) events: usize,
    /// Files that the program may open, where that is known.
    pub(crate) files: Option<u64>,
    /// Ticks after which an idle connection is closed.
    pub(crate) idle_limit: Option<u32>,
    /// Ticks after which an idle connection is closed by the next request on it.
    pub(crate) stale_after: Option<u32>,
}

impl Default for Holds {
    /// More than any class needs, and less than a laptop has: a connection takes some 12 KiB, an
    /// event some 90 bytes with its label.
    fn default() -> Self {
        Holds {
            connections: 20_000,
            bytes: 256 * 1024 * 1024,
            events: 1 << 19,
            files: None,
            idle_limit: None,
            stale_after: None,
        }
    }
}

impl Holds {
    /// Whether it matters how long a connection has been idle.
    pub(crate) fn watches_idlers(&self) -> bool {
        self.idle_limit.is_some() || self.stale_after.is_some()
    }
}

/// What holds a server: bounds, and the ends of connections.
impl Script {
    /// Closes a connection so many ticks after its last answer, on the tick, if no other request has
    /// come on it. With 0 it is closed behind every answer, which does not say so. A connection that
    /// has not carried a request yet is waited for as long as [`Script::patience`] says.
    pub fn idle_limit(mut self, ticks: u32) -> Self {
        self.holds.idle_limit = Some(ticks);
        self
    }

    /// Closes a connection at the moment when the next request on it is on its way, if its last answer
    /// is so many ticks ago or more. The request is not answered, and no event shows it: as far as
    /// the server knows it never came. So it is when the close of a server, or of a proxy before it,
    /// crosses a request on the network.
    pub fn stale_after(mut self, ticks: u32) -> Self {
        self.holds.stale_after = Some(ticks);
        self
    }

    /// Keeps so many connections open at once, 20,000 unless told otherwise; others wait until one is
    /// closed.
    ///
    /// # Panics
    ///
    /// When it is none.
    pub fn connections_at_most(mut self, limit: usize) -> Self {
        assert!(limit > 0, "a server without connections answers nobody");
        self.holds.connections = limit;
        self
    }

    /// Keeps so many bytes of the bodies of requests that are not answered, and of answers that are
    /// not read; 256 MiB unless told otherwise. A request whose body is too much is answered 503, a
    /// connection whose answer is too much is closed.
    pub fn bytes_at_most(mut self, limit: usize) -> Self {
        self.holds.bytes = limit;
        self
    }

    /// How many files this program may open, for what is said when they are all open. Limits are not
    /// changed by a server: it may run within a program that has others in mind.
    pub fn may_open(mut self, files: u64) -> Self {
        self.holds.files = Some(files);
        self
    }

    /// Keeps so many events, half a million unless told otherwise. Of requests that arrive after that
    /// only the figures are kept: see [`Seen::left_out`](crate::Seen::left_out).
    pub fn events_at_most(mut self, limit: usize) -> Self {
        self.holds.events = limit;
        self
    }
}

impl Reply {
    /// Closes the connection behind the answer, which says so: `Connection: close`.
    pub fn closing(self) -> Self {
        self.header("connection", "close")
    }
}
