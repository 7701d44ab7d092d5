use crate::delay::Delay;
use crate::due::Due;
use crate::log::Moment;
use crate::luck::Luck;
use crate::reply::Reply;
use crate::script::Script;
use std::collections::HashMap;
use std::time::Duration;
use timeline::TICK;

/// A script and how far it has been played.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) script: Script,
    attempts: HashMap<String, usize>,
    fails: Luck,
    is_cut: Luck,
    stalls: Luck,
    random: fastrand::Rng,
}

/// When the parts of an answer are due, from when it is begun.
#[derive(Debug)]
pub(crate) struct Course {
    /// When each chunk is due. There is one at least.
    pub(crate) chunks: Vec<Due>,
    /// When the answer is complete.
    pub(crate) end: Due,
}

impl Course {
    /// So many chunks come before what happens in the middle.
    pub(crate) fn half(&self) -> usize {
        self.chunks.len().div_ceil(2)
    }

    /// When half of it has been sent.
    pub(crate) fn middle(&self) -> Due {
        self.chunks[self.half() - 1]
    }

    /// When the next part would be due after the middle.
    pub(crate) fn after_the_middle(&self) -> Due {
        self.chunks.get(self.half()).copied().unwrap_or(self.end)
    }
}

impl Plan {
    pub(crate) fn new(script: Script) -> Self {
        Plan {
            attempts: HashMap::new(),
            fails: Luck::new(script.fail_rate, script.seed),
            // What is drawn for one says nothing of the others.
            is_cut: Luck::new(script.cut_rate, script.seed.wrapping_add(1)),
            stalls: Luck::new(script.stall_rate, script.seed.wrapping_add(2)),
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

    /// What a prompt's script says at a tick, or else `otherwise`. It counts as an attempt.
    pub(crate) fn reply(
        &mut self,
        prompt: &str,
        tick: u32,
        otherwise: impl Fn(&Script) -> &Reply,
    ) -> Reply {
        let reply = self.whole_reply(prompt, tick, otherwise);
        if reply.status >= 400 {
            return reply;
        }
        let reply = match self.is_cut.is_out() {
            true => reply.cut_off(),
            false => reply,
        };
        match self.stalls.is_out() {
            true => reply.stalling(self.script.stall.clone()),
            false => reply,
        }
    }

    fn whole_reply(
        &mut self,
        prompt: &str,
        tick: u32,
        otherwise: impl Fn(&Script) -> &Reply,
    ) -> Reply {
        if self.fails.is_out() {
            return Reply {
                status: 500,
                text: None,
                chunks: None,
                ..otherwise(&self.script).clone()
            };
        }
        let changed = self.script.changed.get(prompt);
        if let Some((_, reply)) = changed.filter(|(from, _)| tick >= *from) {
            return reply.clone();
        }
        if !self.script.replies.contains_key(prompt) {
            return otherwise(&self.script).clone();
        }
        let attempt = self.attempts.entry(prompt.to_owned()).or_default();
        let reply = self.script.scripted(prompt, *attempt);
        *attempt += 1;
        reply.clone()
    }

    /// The text that the next attempt of a prompt is answered with, if that is scripted.
    pub(crate) fn next_text(&self, prompt: &str) -> Option<&str> {
        let attempt = self.attempts.get(prompt).copied().unwrap_or_default();
        let reply = self.script.scripted(prompt, attempt);
        reply.text.as_deref().filter(|_| reply.status < 400)
    }

    /// When so many chunks of a reply are due, the first so much later than it says.
    pub(crate) fn course(&mut self, reply: &Reply, later: Due, chunks: usize) -> Course {
        let stall = reply.stall.as_ref().filter(|_| reply.has_body());
        let stall = stall.map_or(Due::NOW, |stall| self.cast(stall));
        let first = self.cast(&reply.delay).then(later);
        let mut course = Course {
            chunks: vec![first],
            end: first,
        };
        let half = chunks.max(1).div_ceil(2);
        for index in 1..chunks {
            let mut due = course.end.then(self.cast(&reply.pace));
            if index == half {
                due = due.then(stall);
            }
            course.chunks.push(due);
            course.end = due;
        }
        if half == course.chunks.len() {
            course.end = course.end.then(stall);
        }
        course
    }

    /// A delay for each of so many.
    pub(crate) fn cast_for(&mut self, many: usize, delay: &Delay) -> Due {
        (0..many).fold(Due::NOW, |all, _| all.then(self.cast(delay)))
    }

    pub(crate) fn cast(&mut self, delay: &Delay) -> Due {
        match *delay {
            Delay::Ticks(ticks) => Due::ticks_from_now(ticks),
            Delay::Exact(duration) => Due::Exact(duration),
            Delay::Between(least, most) => {
                let spread: Duration = most.saturating_sub(least);
                Due::Exact(least + spread.mul_f64(self.random.f64()))
            }
            Delay::Never => Due::Never,
        }
    }
}
