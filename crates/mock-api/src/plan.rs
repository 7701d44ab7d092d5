use crate::delay::Delay;
use crate::log::{Moment, Ticket};
use crate::reply::Reply;
use crate::script::Script;
use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};
use timeline::TICK;

/// A script and how far it has been played.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) script: Script,
    attempts: HashMap<String, usize>,
    let_through: VecDeque<Duration>,
    random: fastrand::Rng,
}

/// A delay with its dice cast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Due {
    Ticks(u32),
    Exact(Duration),
    Never,
}

impl Plan {
    pub(crate) fn new(script: Script) -> Self {
        Plan {
            attempts: HashMap::new(),
            let_through: VecDeque::new(),
            random: fastrand::Rng::with_seed(script.seed),
            script,
        }
    }

    /// The reply of an outage, if there is one in the tick of an arrival.
    pub(crate) fn outage(&self, arrival: Moment) -> Option<Reply> {
        let (when, reply) = self.script.outage.as_ref()?;
        let now = TICK * arrival.tick();
        when.contains(&now).then(|| reply.clone())
    }

    /// What a request gets that has just arrived: limits first, then an outage, then bad luck,
    /// then what its prompt's script says. Only the last counts as an attempt of the prompt.
    pub(crate) fn reply(&mut self, prompt: &str, ticket: &Ticket) -> Reply {
        // Limits are kept in ticks, as everything is that must come out the same in every run.
        let now = TICK * ticket.arrival.tick();
        let full = self.script.max_in_flight;
        if full.is_some_and(|limit| ticket.others_in_flight >= limit) {
            return Reply::status(429).retry_after(1).saying(format!(
                "{} requests are in flight already.",
                ticket.others_in_flight
            ));
        }
        if let Some(wait) = self.over_rate(now) {
            // Rounded up: a client that waits this long gets through.
            let seconds = wait.as_millis().div_ceil(1000).max(1);
            return Reply::status(429)
                .retry_after(u64::try_from(seconds).unwrap_or(u64::MAX))
                .saying(format!(
                    "Rate limit reached. Please try again in {seconds} s."
                ));
        }
        if let Some(reply) = self.outage(ticket.arrival) {
            return reply;
        }
        if self.random.f64() < self.script.fail_rate {
            return Reply {
                status: 500,
                text: None,
                ..self.script.otherwise.clone()
            };
        }
        if !self.script.replies.contains_key(prompt) {
            return self.script.otherwise.clone();
        }
        let attempt = self.attempts.entry(prompt.to_owned()).or_default();
        let reply = self.script.scripted(prompt, *attempt);
        *attempt += 1;
        reply.clone()
    }

    /// Notes a request that is let through; for one that is not, tells how long until one would be.
    fn over_rate(&mut self, now: Duration) -> Option<Duration> {
        let limit = self.script.rate_limit?;
        let left = |&at: &Duration| now.saturating_sub(at) >= limit.per;
        while self.let_through.front().is_some_and(left) {
            self.let_through.pop_front();
        }
        if self.let_through.len() < limit.requests {
            self.let_through.push_back(now);
            return None;
        }
        let oldest = self.let_through.front().copied().unwrap_or(now);
        Some(limit.per.saturating_sub(now.saturating_sub(oldest)))
    }

    pub(crate) fn cast(&mut self, delay: &Delay) -> Due {
        match *delay {
            Delay::Ticks(ticks) => Due::Ticks(ticks),
            Delay::Exact(duration) => Due::Exact(duration),
            Delay::Between(least, most) => {
                let spread = most.saturating_sub(least);
                Due::Exact(least + spread.mul_f64(self.random.f64()))
            }
            Delay::Never => Due::Never,
        }
    }
}

impl Due {
    /// Waits from a moment on. A wait in ticks ends on the tick, so that what came a few
    /// milliseconds late does not make all that follows late too.
    ///
    /// tokio's timer has steps of 1 ms, and is two late at worst: nothing beside a tick, but a tenth of
    /// 20 ms. What shall be exact and is shorter than a tick has a finer one, whose thread costs more
    /// than the whole request.
    pub(crate) async fn wait(self, since: Moment) {
        let end = match self {
            Due::Ticks(0) => return,
            Due::Ticks(ticks) => TICK * since.tick().saturating_add(ticks),
            Due::Exact(duration) => since.at.saturating_add(duration),
            Due::Never => Duration::MAX,
        };
        let Some(end) = since.origin.checked_add(end) else {
            // No clock goes that far.
            return std::future::pending().await;
        };
        let left = end.saturating_duration_since(Instant::now());
        // What is due already waits for no timer: the finer one has a thread of its own, and what came
        // later could overtake it.
        if left.is_zero() {
            return;
        }
        match self {
            Due::Exact(duration) if duration < TICK => futures_timer::Delay::new(left).await,
            _ => tokio::time::sleep_until(end.into()).await,
        }
    }

    pub(crate) fn ticks(self) -> Option<u32> {
        match self {
            Due::Ticks(ticks) => Some(ticks),
            Due::Exact(_) | Due::Never => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::pin;
    use std::task::{Context, Waker};

    #[test]
    fn what_is_due_already_is_not_waited_for() {
        let since = Moment {
            origin: Instant::now(),
            at: Duration::ZERO,
        };
        for due in [Due::Exact(Duration::ZERO), Due::Ticks(0)] {
            let wait = pin!(due.wait(since));
            let mut context = Context::from_waker(Waker::noop());
            assert!(wait.poll(&mut context).is_ready(), "{due:?}");
        }
    }
}
