use crate::closing::Closing;
use crate::latencies::Latencies;
use crate::note::Note;
use crate::remarks::Remarks;
use crate::tally::Tally;
use timeline::Event;

/// All that a server saw.
#[derive(Debug, Default)]
pub struct Seen {
    /// What happened, in order, as far as the log has room: see
    /// [`Script::events_at_most`](crate::Script::events_at_most).
    pub events: Vec<Event>,
    /// What is known of each request in it beside that, by its number.
    pub notes: Vec<Note>,
    /// What the clients are called, by their numbers.
    pub clients: Vec<String>,
    /// What happened, in numbers, however much it was.
    pub tally: Tally,
    /// How long the answers took, however many they were.
    pub latencies: Latencies,
    /// The ends of connections, in order, as far as the log has room.
    pub closings: Vec<Closing>,
    /// What no event shows.
    pub remarks: Remarks,
}

impl Seen {
    /// Requests of which there is no event: those that arrived when the log was full. Where there
    /// are some, only `tally` and `latencies` tell of all.
    pub fn left_out(&self) -> u64 {
        self.remarks.left_out
    }

    /// The most requests in flight at once. For a log that has all of them this is
    /// [`most_in_flight`](crate::most_in_flight); else those that a limit refused late are counted.
    pub fn most_in_flight(&self) -> usize {
        match self.left_out() {
            0 => crate::most_in_flight(&self.events),
            _ => self.tally.most_in_flight.max(self.tally.in_flight),
        }
    }
}
