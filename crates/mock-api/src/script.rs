use crate::delay::Delay;
use crate::holds::Holds;
use crate::reply::Reply;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::time::Duration;
use timeline::nearest_tick;

/// What the mock API will do: a list of replies for each prompt, and its limits.
///
/// Durations in a script are whole [ticks](timeline::TICK), and the server answers on the tick.
#[derive(Debug, Clone)]
pub struct Script {
    pub(crate) replies: HashMap<String, Vec<Reply>>,
    /// From which tick on a prompt is answered otherwise, and how.
    pub(crate) changed: HashMap<String, (u32, Reply)>,
    pub(crate) otherwise: Reply,
    pub(crate) connection_cost: Delay,
    pub(crate) max_in_flight: Option<usize>,
    pub(crate) works_on: Option<(usize, Reply)>,
    pub(crate) rate_limit: Option<RateLimit>,
    pub(crate) token_limit: Option<TokenLimit>,
    /// The ticks from which on there are so many workers, in order; without one there is no limit.
    pub(crate) workers: BTreeMap<u32, usize>,
    /// How many may wait for a worker, and what the others get.
    pub(crate) queue: Option<(usize, Reply)>,
    pub(crate) embeddings: Reply,
    pub(crate) per_text: Delay,
    /// Workers for embeddings alone; without a number there are as many as there are requests.
    pub(crate) embedding_workers: Option<usize>,
    pub(crate) outage: Option<(Range<Duration>, Reply)>,
    pub(crate) fail_rate: f64,
    pub(crate) cut_rate: f64,
    pub(crate) stall_rate: f64,
    pub(crate) stall: Delay,
    pub(crate) api_key: Option<String>,
    pub(crate) patience: Duration,
    pub(crate) seed: u64,
    pub(crate) signature: Option<String>,
    pub(crate) door: Door,
    pub(crate) holds: Holds,
}

impl Default for Script {
    fn default() -> Self {
        Script {
            replies: HashMap::new(),
            changed: HashMap::new(),
            otherwise: Reply::ok(),
            connection_cost: Delay::Ticks(0),
            max_in_flight: None,
            works_on: None,
            rate_limit: None,
            token_limit: None,
            workers: BTreeMap::new(),
            queue: None,
            embeddings: Reply::ok(),
            per_text: Delay::NONE,
            embedding_workers: None,
            outage: None,
            fail_rate: 0.0,
            cut_rate: 0.0,
            stall_rate: 0.0,
            stall: Delay::Never,
            api_key: None,
            patience: Duration::from_secs(60),
            seed: 0,
            signature: None,
            door: Door::Open,
            holds: Holds::default(),
        }
    }
}

impl Script {
    /// Answers everything with 200 at once, without a limit.
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers a prompt always with the same reply.
    pub fn reply(self, prompt: impl Into<String>, reply: Reply) -> Self {
        self.replies(prompt, [reply])
    }

    /// Answers the first request with this prompt with the first reply, the second with the
    /// second, and all after the last reply with the last one.
    pub fn replies(
        mut self,
        prompt: impl Into<String>,
        replies: impl IntoIterator<Item = Reply>,
    ) -> Self {
        self.replies
            .insert(prompt.into(), replies.into_iter().collect());
        self
    }

    /// Answers a prompt with this reply from a tick on, counted from the first event, and as
    /// [scripted](Script::replies) before: what it asks for has changed. A [limit of
    /// tokens](Script::token_limit) counts those of what was scripted before.
    pub fn reply_from(mut self, tick: u32, prompt: impl Into<String>, reply: Reply) -> Self {
        self.changed.insert(prompt.into(), (tick, reply));
        self
    }

    /// Answers prompts that have no reply of their own.
    pub fn otherwise(mut self, reply: Reply) -> Self {
        self.otherwise = reply;
        self
    }

    /// Reads nothing from a new connection for this long, as if it had to be negotiated first.
    pub fn connection_cost(mut self, cost: Delay) -> Self {
        self.connection_cost = cost;
        self
    }

    /// What requests for embeddings get: this reply, so much later for each of their texts. A request
    /// whose first text has [replies](Script::replies) of its own gets those in its place.
    pub fn embeddings(mut self, reply: Reply, per_text: Delay) -> Self {
        self.embeddings = reply;
        self.per_text = per_text;
        self
    }

    /// Has so many workers for embeddings alone, which wait in a queue of their own: a model of its own on
    /// a machine of its own. Otherwise they are as [`Script::workers`].
    pub fn embedding_workers(mut self, workers: usize) -> Self {
        self.embedding_workers = Some(workers);
        self
    }

    /// Has so many workers, each of which answers one request at a time; the others wait in a queue, so
    /// that latency grows with load. A client that hangs up leaves the queue, or its worker.
    ///
    /// A request whose reply is scripted in ticks is taken on a tick: first come, first served, and of
    /// those that come in the same tick the first in the order of their prompts, so that every run is
    /// the same. Such a reply takes at least a tick. What was refused takes no worker.
    pub fn workers(self, workers: usize) -> Self {
        self.workers_from(0, workers)
    }

    /// Has so many workers from a tick on, counted from the first event. Where there are fewer than
    /// before, those that are at work finish what they do. With none, everybody waits.
    pub fn workers_from(mut self, tick: u32, workers: usize) -> Self {
        self.workers.insert(tick, workers);
        self
    }

    /// Lets so many requests wait for a [worker](Script::workers), and gives this reply to those that stand
    /// behind them half a tick after their arrival: load that is shed. The reply should take a tick at least.
    /// What is refused takes no worker, and counts as an attempt of its prompt.
    pub fn queue_at_most(mut self, limit: usize, refusal: Reply) -> Self {
        self.queue = Some((limit, refusal));
        self
    }

    /// Answers 429 to a request that arrives while so many others of its client are in flight.
    pub fn max_in_flight(mut self, limit: usize) -> Self {
        self.max_in_flight = Some(limit);
        self
    }

    /// Works on so many requests at once, and gives this reply to the others. Of those that arrive in
    /// the same tick it takes the first in the order of their prompts, so that the same ones are
    /// refused in every run. All replies then take at least a tick. In an outage it works on none.
    pub fn works_on(mut self, limit: usize, refusal: Reply) -> Self {
        self.works_on = Some((limit, refusal));
        self
    }

    /// Answers 429 to requests of a client above a rate.
    ///
    /// A client is known by its `Authorization`, or where it sends none, or all have to send
    /// [the same](Script::api_key), by its address.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = Some(limit);
        self
    }

    /// Answers 429 to requests of a client that together have more tokens than this. A request costs
    /// what its `usage` will say: the tokens of all its messages and of its answer.
    pub fn token_limit(mut self, limit: TokenLimit) -> Self {
        self.token_limit = Some(limit);
        self
    }

    /// Gives this reply to every request that arrives in a range of time since the first event.
    pub fn outage(mut self, when: Range<Duration>, reply: Reply) -> Self {
        self.outage = Some((when, reply));
        self
    }

    /// Answers 500 to a share of the requests, between 0 and 1. They are spread evenly: with a share of
    /// a tenth it is one of the first ten requests, which one is drawn at random, and one of the next ten.
    ///
    /// # Panics
    ///
    /// When the share is out of that range.
    pub fn fail_rate(mut self, rate: f64) -> Self {
        self.fail_rate = share(rate);
        self
    }

    /// Cuts a share of the answers off in their middle, as [`Reply::cut_off`] does: of streams, after
    /// half of their chunks. They are spread evenly, like those that fail.
    ///
    /// # Panics
    ///
    /// When the share is not between 0 and 1.
    pub fn cut_rate(mut self, rate: f64) -> Self {
        self.cut_rate = share(rate);
        self
    }

    /// Has a share of the answers stall in their middle, as [`Reply::stalling`] does. They are spread
    /// evenly, like those that fail.
    ///
    /// # Panics
    ///
    /// When the share is not between 0 and 1.
    pub fn stall_rate(mut self, rate: f64, stall: Delay) -> Self {
        self.stall_rate = share(rate);
        self.stall = stall;
        self
    }

    /// Answers 401 to requests without `Authorization: Bearer KEY`.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.api_key = Some(key.into());
        self
    }

    /// Time that a client has to send the head of a request, and again to send its body; a minute
    /// unless told otherwise. A connection that is idle for this long is closed too.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Adds a signature to every answer that has no text of its own, another one for each prompt, so
    /// that only somebody who has asked for that very prompt can know it.
    pub fn signed(mut self, signature: impl Into<String>) -> Self {
        self.signature = Some(signature.into());
        self
    }

    /// What the assistant says to a prompt whose reply has no text of its own.
    pub fn answer(&self, prompt: &str) -> String {
        match &self.signature {
            Some(signature) => {
                let mut hasher = DefaultHasher::new();
                (signature, prompt).hash(&mut hasher);
                let mark = hasher.finish() & 0xffff_ffff;
                format!("You said: {prompt} ({mark:08x})")
            }
            None => format!("You said: {prompt}"),
        }
    }

    /// What a prompt's own list of replies has for an attempt, counted from 0. Limits and outages, which
    /// go before it, are not looked at.
    pub fn scripted(&self, prompt: &str, attempt: usize) -> &Reply {
        let replies = self.replies.get(prompt);
        let reply = replies.and_then(|replies| replies.get(attempt).or(replies.last()));
        reply.unwrap_or(&self.otherwise)
    }

    /// How many requests the server works on at once, from which tick after the first event on; empty
    /// where it has no limit. In an outage it works on none.
    pub fn limits(&self) -> Vec<(u32, u32)> {
        let fixed = [self.max_in_flight, self.works_on.as_ref().map(|on| on.0)];
        let fixed = fixed.into_iter().flatten().min();
        if fixed.is_none() && self.workers.is_empty() {
            return Vec::new();
        }
        let outage = self.outage.as_ref();
        let outage = outage.map(|(when, _)| [when.start, when.end].map(nearest_tick));
        let at = |tick: u32| {
            if outage.is_some_and(|[from, to]| (from..to).contains(&tick)) {
                return Some(0);
            }
            let workers = self.workers.range(..=tick).next_back();
            let workers = workers.map(|(_, &workers)| workers);
            fixed.into_iter().chain(workers).min()
        };
        let changes = self.workers.keys().copied();
        let changes: BTreeSet<u32> = changes
            .chain(outage.into_iter().flatten())
            .chain([0])
            .collect();
        let limit = |tick| Some((tick, u32::try_from(at(tick)?).unwrap_or(u32::MAX)));
        let mut steps: Vec<(u32, u32)> = changes.into_iter().filter_map(limit).collect();
        steps.dedup_by_key(|&mut (_, limit)| limit);
        steps
    }

    /// What a new connection costs.
    pub fn cost_of_a_connection(&self) -> &Delay {
        &self.connection_cost
    }

    /// Seed of everything that is drawn at random.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Does not listen on its port: every connection is refused, and the server sees nothing. Most
    /// systems refuse at once; on Windows it takes some two seconds, because the client's side
    /// tries again first.
    pub fn refusing(mut self) -> Self {
        self.door = Door::Closed;
        self
    }

    /// Listens and takes nobody in, with a queue that is full already: a connection is neither
    /// made nor refused, as with a machine that drops packets. The server sees nothing.
    pub fn unreachable(mut self) -> Self {
        self.door = Door::Full;
        self
    }
}

/// How a port meets those who connect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    Open,
    Closed,
    Full,
}

/// At most `requests` in every window of length `per`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// How many are let through.
    pub requests: usize,
    /// Length of the sliding window.
    pub per: Duration,
}

/// At most so many `tokens` in every window of length `per`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenLimit {
    /// How many are let through.
    pub tokens: usize,
    /// Length of the sliding window.
    pub per: Duration,
}

/// A share, which is between 0 and 1.
fn share(rate: f64) -> f64 {
    assert!((0.0..=1.0).contains(&rate), "no such share: {rate}");
    rate
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_those_of_workers_and_outages_too() {
        let ticks = |ticks| timeline::TICK * ticks;
        let outage = |script: Script| script.outage(ticks(5)..ticks(8), Reply::status(503));
        assert_eq!(Script::new().limits(), []);
        assert_eq!(outage(Script::new()).limits(), []);
        assert_eq!(Script::new().max_in_flight(3).limits(), [(0, 3)]);
        let fewer = Script::new()
            .workers(6)
            .workers_from(6, 2)
            .workers_from(20, 6);
        assert_eq!(fewer.limits(), [(0, 6), (6, 2), (20, 6)]);
        assert_eq!(
            fewer.clone().max_in_flight(4).limits(),
            [(0, 4), (6, 2), (20, 4)]
        );
        assert_eq!(outage(fewer).limits(), [(0, 6), (5, 0), (8, 2), (20, 6)]);
        assert_eq!(Script::new().workers_from(4, 2).limits(), [(4, 2)]);
    }
}
