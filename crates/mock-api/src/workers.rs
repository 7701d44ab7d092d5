use crate::due::Due;
use crate::log::Moment;
use crate::reply::Reply;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use timeline::TICK;
use tokio::sync::oneshot;

/// So many workers, and a queue before them.
///
/// Which of two requests came first in a tick depends on the machine, so it decides nothing for those that
/// are scripted in ticks: half a tick later all of them are here, and are taken in the order of their
/// prompts. What happens in a tick is decided from the script's ends and not from the clock, so that a
/// late timer changes nothing.
#[derive(Debug)]
pub(crate) struct Workers {
    schedule: BTreeMap<u32, usize>,
    /// How many may wait half a tick after their arrival, and what the others get.
    room: usize,
    refusal: Reply,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    queue: BTreeMap<Key, Waiting>,
    /// The requests at work, and the ticks at which they end, where the script says so.
    at_work: HashMap<u64, Option<u32>>,
    /// Whether somebody looks after the queue tick by tick.
    looked_after: bool,
}

/// The tick of arrival, the prompt where that decides, and the number of the request.
type Key = (u32, String, u64);

#[derive(Debug)]
struct Waiting {
    /// How long it will take; `None` when it is no number of ticks.
    ticks: Option<u32>,
    /// Dropped unused where there is no room to wait.
    begin: oneshot::Sender<Begin>,
}

/// When work on a request begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Begin {
    pub(crate) at: Moment,
    /// Ticks since its arrival; `None` when it is no number of ticks.
    pub(crate) waited: Option<u32>,
}

impl Begin {
    pub(crate) fn at_once(arrival: Moment) -> Self {
        Begin {
            at: arrival,
            waited: Some(0),
        }
    }
}

/// A request in the queue or at work. Dropped, it has left.
#[derive(Debug)]
pub(crate) struct Place {
    workers: Arc<Workers>,
    key: Key,
    arrival: Moment,
}

impl Workers {
    /// `None` where there are as many as there are requests.
    pub(crate) fn new(
        schedule: &BTreeMap<u32, usize>,
        queue: Option<&(usize, Reply)>,
    ) -> Option<Arc<Self>> {
        let workers = || {
            let queue = queue.cloned();
            let (room, refusal) = queue.unwrap_or((usize::MAX, Reply::status(503)));
            Arc::new(Workers {
                schedule: schedule.clone(),
                room,
                refusal,
                state: Mutex::default(),
            })
        };
        (!schedule.is_empty()).then(workers)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // It is whole between any two calls: a panic elsewhere cannot spoil it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many there are in a tick.
    fn there_are(&self, tick: u32) -> usize {
        let last = self.schedule.range(..=tick).next_back();
        last.map_or(usize::MAX, |(_, &workers)| workers)
    }

    /// Waits until a worker takes the request, which will be at work until `end`. Where too many wait before
    /// it, it gets a refusal.
    pub(crate) async fn take(
        self: &Arc<Self>,
        arrival: Moment,
        prompt: &str,
        request: u64,
        end: Due,
    ) -> Result<(Begin, Place), Reply> {
        let ticks = end.ticks().filter(|&ticks| ticks > 0);
        let tick = arrival.tick();
        // Without ticks the order is that of the arrivals.
        let prompt = ticks.map_or(String::new(), |_| prompt.to_owned());
        let place = Place {
            workers: Arc::clone(self),
            key: (tick, prompt, request),
            arrival,
        };
        let (begin, begins) = oneshot::channel();
        self.queue_up(&place, Waiting { ticks, begin });
        // A place that is dropped takes its sender along too, but then nobody waits here.
        let begin = begins.await.map_err(|_| self.refusal.clone())?;
        Ok((begin, place))
    }

    fn queue_up(self: &Arc<Self>, place: &Place, waiting: Waiting) {
        let mut state = self.state();
        state.queue.insert(place.key.clone(), waiting);
        self.begin_at_once(&mut state, place.arrival);
        if !state.queue.is_empty() && !state.looked_after {
            state.looked_after = true;
            tokio::spawn(Arc::clone(self).look_after(place.arrival));
        }
    }

    /// Has workers take from the queue tick by tick, until it is empty.
    async fn look_after(self: Arc<Self>, since: Moment) {
        let mut tick = since.tick();
        loop {
            let decided = since.origin + TICK * tick + TICK / 2;
            tokio::time::sleep_until(decided.into()).await;
            let mut state = self.state();
            while let Some(entry) = state.queue.first_entry()
                && entry.key().0 <= tick
            {
                let on_tick = entry.get().ticks.is_some();
                if state.busy(tick) >= self.there_are(tick) {
                    break;
                }
                match on_tick {
                    true => state.begin_first(since.on(tick), Some(tick)),
                    false => state.begin_first(since.now(), None),
                }
            }
            state.send_away(tick, self.room);
            state.forget(tick);
            if state.queue.is_empty() {
                state.looked_after = false;
                return;
            }
            tick = tick.saturating_add(1);
        }
    }

    /// Has workers take those from the queue's front that need not begin on a tick.
    fn begin_at_once(&self, state: &mut State, since: Moment) {
        let now = since.now();
        let tick = now.tick();
        while let Some(entry) = state.queue.first_entry()
            && entry.get().ticks.is_none()
        {
            if state.busy(tick) >= self.there_are(tick) {
                break;
            }
            state.begin_first(now, None);
        }
    }
}

impl State {
    /// How many are at work just after a tick.
    fn busy(&self, tick: u32) -> usize {
        let ends = self.at_work.values();
        ends.filter(|end| end.is_none_or(|end| end > tick)).count()
    }

    /// A request leaves its worker. What is decided late, about a tick that is over, still finds it there.
    fn leave(&mut self, request: u64, tick: u32) {
        if let Some(end) = self.at_work.remove(&request)
            && self.looked_after
        {
            let end = end.map_or(tick, |end| end.min(tick));
            self.at_work.insert(request, Some(end));
        }
    }

    /// Forgets those that have left when all is decided about a tick.
    fn forget(&mut self, tick: u32) {
        self.at_work
            .retain(|_, end| end.is_none_or(|end| end > tick));
    }

    /// Leaves so many of those in the queue that are here by this tick, the first ones.
    fn send_away(&mut self, tick: u32, room: usize) {
        let waiting = self.queue.keys().take_while(|key| key.0 <= tick);
        let too_many: Vec<Key> = waiting.skip(room).cloned().collect();
        for key in too_many {
            self.queue.remove(&key);
        }
    }

    fn begin_first(&mut self, at: Moment, tick: Option<u32>) {
        let Some(((arrival, _, request), waiting)) = self.queue.pop_first() else {
            return;
        };
        let waited = tick.map(|tick| tick.saturating_sub(arrival));
        let begin = Begin { at, waited };
        let end = waiting.ticks.zip(tick);
        let end = end.map(|(ticks, tick)| tick.saturating_add(ticks));
        // Who has hung up is about to drop its place.
        if waiting.begin.send(begin).is_ok() {
            self.at_work.insert(request, end);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut state = self.workers.state();
        state.queue.remove(&self.key);
        state.leave(self.key.2, self.arrival.now().tick());
        self.workers.begin_at_once(&mut state, self.arrival);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_decision_finds_a_worker_busy_that_has_become_free_since() {
        let mut state = State {
            looked_after: true,
            ..State::default()
        };
        state.at_work.insert(1, None);
        state.at_work.insert(2, Some(2));
        state.leave(1, 3);
        state.leave(2, 3);
        let busy = [1, 2, 3].map(|tick| state.busy(tick));
        assert_eq!(busy, [2, 1, 0]);
        state.forget(2);
        assert_eq!(state.at_work.len(), 1);
        state.forget(3);
        assert_eq!(state.at_work.len(), 0);
    }

    #[test]
    fn nothing_is_kept_where_nobody_waits() {
        let mut state = State::default();
        state.at_work.insert(1, None);
        state.leave(1, 3);
        assert_eq!(state.at_work.len(), 0);
    }
}
