use crate::log::Moment;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use timeline::TICK;

/// Room for so many requests at once.
///
/// Which of two requests came first in a tick depends on the machine, so it decides nothing here: those
/// of a tick are taken in the order of their prompts.
#[derive(Debug)]
pub(crate) struct Room {
    limit: usize,
    inside: Mutex<BTreeSet<Key>>,
}

/// The tick of arrival, the prompt, and the number of the request.
type Key = (u32, String, u64);

/// A request that is in the room, or at its door. Dropped, it has left.
#[derive(Debug)]
pub(crate) struct Place {
    room: Arc<Room>,
    key: Key,
}

impl Room {
    pub(crate) fn new(limit: usize) -> Arc<Self> {
        Arc::new(Room {
            limit,
            inside: Mutex::default(),
        })
    }

    fn inside(&self) -> MutexGuard<'_, BTreeSet<Key>> {
        // A set is whole after every change: a panic elsewhere cannot spoil it.
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until all who arrive in the same tick are here. Returns a place, if there is one left
    /// then.
    pub(crate) async fn enter(
        self: &Arc<Self>,
        arrival: Moment,
        prompt: &str,
        request: u64,
    ) -> Option<Place> {
        let tick = arrival.tick();
        let place = Place {
            room: Arc::clone(self),
            key: (tick, prompt.to_owned(), request),
        };
        self.inside().insert(place.key.clone());
        let decided = arrival.origin + TICK * tick + TICK / 2;
        tokio::time::sleep_until(decided.into()).await;
        // Who is refused leaves at once, and stood behind all who are taken.
        let before = self.inside().range(..&place.key).count();
        (before < self.limit).then_some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.room.inside().remove(&self.key);
    }
}
