//! How an exercise would be solved by a program that takes no time at all, and by those that leave a slot
//! idle: draws are made so that the server can tell them apart.

use crate::Scenario;
use timeline::{Event, Lane, Outcome, Span, TICK, Timeline, What};

/// How requests would be sent and answered if a program took no time at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    stays: Vec<(String, Span)>,
    connections: usize,
}

impl Plan {
    /// Nothing is sent.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a request: its lane, the ticks at which it is sent and ends, and how it ends.
    pub fn stay(mut self, lane: &str, start: u32, end: u32, outcome: Outcome) -> Self {
        let span = Span {
            start,
            end: Some(end),
            outcome,
        };
        self.stays.push((lane.to_owned(), span));
        self
    }

    /// So many connections are opened.
    pub fn connections(mut self, connections: usize) -> Self {
        self.connections = connections;
        self
    }

    /// All prompts of a scenario in order, so many at a time: whoever is free takes the next one.
    pub fn shared(scenario: &Scenario, workers: usize) -> Self {
        let prompts = scenario.prompts();
        let first = |prompt: &String| scenario.script().scripted(prompt, 0);
        let latencies: Vec<u32> = prompts.iter().map(|prompt| first(prompt).ticks()).collect();
        let times = shared(&latencies, workers);
        let plan = Plan::new().connections(workers.min(prompts.len()));
        let stays = prompts.iter().zip(times);
        stays.fold(plan, |plan, (prompt, (start, end))| {
            let outcome = Outcome::Answered(first(prompt).code());
            plan.stay(prompt, start, end, outcome)
        })
    }

    /// The same, so many ticks later.
    pub fn later(mut self, ticks: u32) -> Self {
        for (_, span) in &mut self.stays {
            span.start += ticks;
            span.end = span.end.map(|end| end + ticks);
        }
        self
    }

    /// How often a lane is sent.
    pub fn sent(&self, lane: &str) -> usize {
        self.stays.iter().filter(|(other, _)| other == lane).count()
    }

    /// The tick at which the last request ends.
    pub fn end(&self) -> u32 {
        let ends = self.stays.iter().filter_map(|(_, span)| span.end);
        ends.max().unwrap_or(0)
    }

    /// The requests, with their lanes, in the order in which they were added.
    pub fn stays(&self) -> &[(String, Span)] {
        &self.stays
    }

    /// What a server would have seen. Lanes that nobody asked for come after those that are named.
    pub(crate) fn timeline(&self, lanes: &[String]) -> Timeline {
        let mut lanes = lanes.to_vec();
        for (lane, _) in &self.stays {
            if !lanes.contains(lane) {
                lanes.push(lane.clone());
            }
        }
        let spans = |label: &String| {
            let stays = self.stays.iter().filter(|(lane, _)| lane == label);
            stays.map(|(_, span)| *span).collect()
        };
        let lane = |label: &String| Lane {
            label: label.clone(),
            spans: spans(label),
        };
        Timeline {
            lanes: lanes.iter().map(lane).collect(),
            connections: vec![0; self.connections],
            ..Timeline::default()
        }
    }

    /// The arrivals in its log.
    pub(crate) fn events(&self) -> Vec<Event> {
        let stays = self.stays.iter().zip(0..);
        let connections = u64::try_from(self.connections).unwrap_or(1).max(1);
        let events = stays.map(|((label, span), request)| Event {
            at: TICK * span.start,
            what: What::Arrived {
                request,
                connection: request % connections,
                client: 0,
                label: label.clone(),
            },
        });
        events.collect()
    }
}

/// When each of some calls begins and ends.
pub type Times = Vec<(u32, u32)>;

/// Calls of these latencies, so many at a time: whoever is free takes the next one.
pub fn shared(latencies: &[u32], workers: usize) -> Times {
    let mut free = vec![0; workers.max(1)];
    let mut times = Vec::new();
    for latency in latencies {
        free.sort_unstable();
        let start = free[0];
        free[0] = start + latency;
        times.push((start, start + latency));
    }
    times
}

/// In waves of so many: each waits for the slowest of the one before.
pub fn waves(latencies: &[u32], size: usize) -> Times {
    let mut start = 0;
    let mut times = Vec::new();
    for wave in latencies.chunks(size.max(1)) {
        times.extend(wave.iter().map(|latency| (start, start + latency)));
        start += wave.iter().max().unwrap_or(&0);
    }
    times
}

/// In order, so many at a time, where an answer that has to wait for those before it keeps its place: as
/// a stream does that is `buffered`.
pub fn buffered(latencies: &[u32], size: usize) -> Times {
    let mut times: Times = Vec::new();
    for (index, latency) in latencies.iter().enumerate() {
        let out = (index + 1).saturating_sub(size.max(1));
        let start = times[..out].iter().map(|&(_, end)| end).max().unwrap_or(0);
        times.push((start, start + latency));
    }
    times
}

/// Divided beforehand into so many lists that are as long as each other, each a piece of the whole.
pub fn divided(latencies: &[u32], workers: usize) -> Times {
    let size = latencies.len().div_ceil(workers.max(1));
    let lists = latencies.chunks(size.max(1));
    lists.flat_map(|list| shared(list, 1)).collect()
}

/// The same with lists that are about as long as each other, in every way that there is.
pub fn divisions(latencies: &[u32], workers: usize) -> Vec<Times> {
    let share = latencies.len() / workers.max(1);
    let lengths = share.saturating_sub(1).max(1)..=share + 2;
    let (all, workers) = (latencies.len(), workers);
    let mut divisions = vec![Vec::new()];
    for _ in 0..workers {
        let longer = divisions.iter().flat_map(|lists: &Vec<usize>| {
            let lengths = lengths.clone();
            lengths.map(move |length| [lists.as_slice(), &[length]].concat())
        });
        divisions = longer.collect();
    }
    divisions.retain(|lists| lists.iter().sum::<usize>() == all);
    let times = |lists: Vec<usize>| {
        let mut rest = latencies;
        let pieces = lists.into_iter().map(|length| {
            let (piece, others) = rest.split_at(length);
            rest = others;
            shared(piece, 1)
        });
        pieces.flatten().collect()
    };
    divisions.into_iter().map(times).collect()
}

/// Dealt out beforehand like cards, to so many.
pub fn dealt(latencies: &[u32], workers: usize) -> Times {
    let workers = workers.max(1);
    let mut free = vec![0; workers];
    let dealt = latencies.iter().enumerate().map(|(index, latency)| {
        let start = free[index % workers];
        free[index % workers] = start + latency;
        (start, start + latency)
    });
    dealt.collect()
}

/// Whether there is a tick at which fewer than so many calls run and one has not begun.
pub fn leaves_idle(times: &[(u32, u32)], workers: usize) -> bool {
    let last = times.iter().map(|&(start, _)| start).max().unwrap_or(0);
    (0..last).any(|tick| {
        let running = times
            .iter()
            .filter(|&&(start, end)| start <= tick && tick < end);
        running.count() < workers
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_free_takes_the_next_one() {
        assert_eq!(shared(&[4, 2, 6, 3], 2), [(0, 4), (0, 2), (2, 8), (4, 7)]);
        assert_eq!(shared(&[4, 2], 1), [(0, 4), (4, 6)]);
        assert!(!leaves_idle(&shared(&[4, 2, 6, 3, 5, 3], 3), 3));
    }

    #[test]
    fn who_waits_for_others_leaves_a_slot_idle() {
        let latencies = [4, 2, 6, 3, 5, 3];
        assert_eq!(waves(&latencies, 3)[3..], [(6, 9), (6, 11), (6, 9)]);
        assert_eq!(buffered(&latencies, 3)[3..], [(4, 7), (4, 9), (6, 9)]);
        assert_eq!(divided(&latencies, 3)[..2], [(0, 4), (4, 6)]);
        assert_eq!(dealt(&latencies, 3)[3..], [(4, 7), (2, 7), (6, 9)]);
        assert!(leaves_idle(&waves(&latencies, 3), 3));
        assert!(!leaves_idle(&dealt(&latencies, 3), 3));
        assert!(leaves_idle(&divided(&[1, 1, 5, 5], 2), 2));
        let lists = divisions(&[1, 2, 3, 4], 2);
        let short_and_long = [(0, 1), (0, 2), (2, 5), (5, 9)];
        assert!(lists.contains(&short_and_long.to_vec()), "{lists:?}");
        assert!(lists.contains(&divided(&[1, 2, 3, 4], 2)), "{lists:?}");
    }
}
