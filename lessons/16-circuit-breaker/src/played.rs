//! A server and its visitors on paper: what a breaker would let through.

use crate::exercise::{APART, Visit, World};
use crate::policy::Policy;
use std::time::{Duration, Instant};

/// One tick of a timeline.
const TICK: Duration = Duration::from_millis(100);

impl World {
    /// Lets all visitors come, and tells the breaker what a good program would tell it. With the states
    /// of the breaker, on ticks.
    pub(crate) fn play(
        &self,
        breaker: &mut (impl Policy + ?Sized),
        is_down: impl Fn(u16) -> bool,
    ) -> (Vec<Visit>, Vec<(u32, &'static str)>) {
        let start = Instant::now();
        let (mut visits, mut in_flight) = (Vec::new(), Vec::new());
        let mut next = (0..).step_by(APART as usize).zip(&self.replies).peekable();
        for now in 0..1000 {
            let clock = start + TICK * now;
            for (_, pass, status) in
                in_flight.extract_if(.., |call: &mut (u32, _, _)| call.0 == now)
            {
                breaker.report(pass, is_down(status), clock);
            }
            let Some((tick, &healthy)) = next.next_if(|&(tick, _)| tick == now) else {
                continue;
            };
            let down = self
                .outage
                .as_ref()
                .filter(|(when, _)| when.contains(&tick));
            let reply = down.map_or(healthy, |&(_, reply)| reply);
            let pass = breaker.admit(clock);
            visits.push(Visit {
                tick,
                reply: pass.is_some().then_some(reply),
                in_outage: down.is_some(),
            });
            if let Some(pass) = pass {
                in_flight.push((now + reply.1, pass, reply.0));
            }
        }
        let history = breaker.history().into_iter();
        let ticks = |at: Instant| u32::try_from((at - start).as_millis() / 100).unwrap_or(u32::MAX);
        (
            visits,
            history.map(|(at, state)| (ticks(at), state)).collect(),
        )
    }
}
