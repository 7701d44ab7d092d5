//! Two groups of requests, cancelled one after the other.

pub mod asynchronous;
pub mod blocking;
mod token;

use std::sync::mpsc::{Receiver, Sender};

/// Where cleanups are noted, in the order in which they run.
type Note = Sender<String>;

/// Stands for a temporary file, a lock or a counter: something that has to be put back in order.
/// It says so when that happens.
struct Cleanup {
    what: String,
    note: Note,
}

impl Cleanup {
    fn of(what: impl Into<String>, note: &Note) -> Self {
        Cleanup {
            what: what.into(),
            note: note.clone(),
        }
    }
}

impl Drop for Cleanup {
    fn drop(&mut self) {
        // Nobody may be there to listen, which is no reason to panic while cleaning up.
        let _ = self.note.send(std::mem::take(&mut self.what));
    }
}

/// What was cleaned up since the last call, in order.
fn told(when: &str, notes: &Receiver<String>) -> String {
    let notes: Vec<String> = notes.try_iter().collect();
    format!("{when}: {}", notes.join(", "))
}
