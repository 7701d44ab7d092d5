//! A server and its client on paper: who would be in flight when.

use crate::adaptive::MOST;
use crate::exercise::{Call, Client, Permits, Played, SERVICE, World};
use crate::often::often;
use crate::policy::{Aimd, Limiter};
use std::time::{Duration, Instant};

/// One tick of a timeline.
const TICK: Duration = Duration::from_millis(100);

impl World {
    pub(crate) fn play(&self, client: &Client) -> Played {
        let zero = Instant::now();
        let mut limiter = Aimd::new(self.start, 1..=MOST);
        let mut permits = Permits::new(self.start);
        let mut next = often(&self.questions, self.times).peekable();
        let mut calls: Vec<Call> = Vec::new();
        for tick in 0..1000 {
            for call in calls.iter().filter(|call| call.end == Some(tick)) {
                if let Some((sent, refused)) = (client.tell)(call.start, call.refused) {
                    limiter.report(zero + TICK * sent, refused, zero + TICK * tick);
                }
                (client.apply)(&mut permits, limiter.limit());
            }
            while permits.take() {
                let Some(question) = next.next() else { break };
                calls.push(Call::new(question, tick));
            }
            self.serve(&mut calls, tick);
            let over = |call: &Call| call.end.is_some_and(|end| end <= tick);
            if next.peek().is_none() && calls.iter().all(over) {
                break;
            }
        }
        let ticks = |at: Instant| u32::try_from((at - zero).as_millis() / 100).unwrap_or(u32::MAX);
        let limits = limiter.history().into_iter();
        Played {
            calls,
            limits: limits.map(|(at, limit)| (ticks(at), limit)).collect(),
        }
    }

    /// Workers take those that came first, and of those that came in one tick the first by their prompts.
    /// So many may wait, and the others are refused.
    fn serve(&self, calls: &mut [Call], tick: u32) {
        let at_work = |call: &&Call| !call.refused && call.end.is_some_and(|end| end > tick);
        let busy = calls.iter().filter(at_work).count();
        let free = self.workers_at(tick).saturating_sub(busy);
        let mut waiting: Vec<&mut Call> = calls.iter_mut().filter(|c| c.end.is_none()).collect();
        waiting.sort_by_key(|call| (call.start, call.question.clone()));
        for (place, call) in waiting.into_iter().enumerate() {
            if place < free {
                call.end = Some(tick + SERVICE);
            } else if place >= free + self.room {
                (call.end, call.refused) = (Some(tick + 1), true);
            }
        }
    }
}
