//! The figures of some requests.

use crate::run::{Request, Run, retries};
use mock_api::Seen;
use std::collections::{BTreeMap, HashMap};
use std::time::Duration;
use timeline::Outcome;

/// A refused request is gone at once, while those that were sent with it are still on their way: for so
/// long it counts as one of them.
const TOGETHER: Duration = Duration::from_millis(50);

/// What is told of all requests, and of each client's.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Figures {
    pub(crate) requests: usize,
    /// Those whose times are known.
    pub(crate) timed: usize,
    pub(crate) ok: usize,
    /// Answered with another status than those of the 200 family, or cut off in the answer.
    pub(crate) failed: usize,
    /// Those of them whose connection the server closed in the middle of the answer.
    pub(crate) cut: usize,
    pub(crate) abandoned: usize,
    pub(crate) left_in_flight: usize,
    pub(crate) answered: BTreeMap<u16, usize>,
    /// From the first arrival to the last arrival or end.
    pub(crate) time: Duration,
    /// Of those that were answered well, or of all answered where none was.
    pub(crate) latency: Option<Latency>,
    /// Most requests that were sent and not answered yet, those included that were refused.
    pub(crate) in_flight: usize,
    /// The same without those that were answered 429: what the server took.
    pub(crate) taken: usize,
    /// Connections that carried a request.
    pub(crate) connections: usize,
    /// The fewest and the most requests that one of them carried.
    pub(crate) carried: (usize, usize),
    pub(crate) retries: usize,
    /// The shortest and the longest time between a failure and the next attempt.
    pub(crate) gaps: Option<(Duration, Duration)>,
}

/// How long answers took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Latency {
    pub(crate) p50: Duration,
    pub(crate) p95: Duration,
    pub(crate) p99: Duration,
    pub(crate) slowest: Duration,
}

impl Figures {
    /// Those of a whole run. Where the log was full, what can be counted without it is that of all
    /// requests, and the rest that of the first ones.
    pub(crate) fn of_all(run: &Run<'_>) -> Self {
        let figures = Figures::of(&run.all());
        match run.beyond_the_log() {
            None => figures,
            Some(seen) => figures.with_all(seen),
        }
    }

    fn with_all(self, seen: &Seen) -> Self {
        let tally = &seen.tally;
        let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let answered: BTreeMap<u16, usize> = tally
            .answered
            .iter()
            .map(|(&status, &number)| (status, count(number)))
            .collect();
        let is_ok = |status: u16| Outcome::Answered(status).is_ok();
        let all_ok = answered.iter().filter(|&(&status, _)| is_ok(status));
        let ok = all_ok.map(|(_, number)| number).sum();
        let in_flight = seen.most_in_flight();
        Figures {
            requests: count(tally.requests),
            ok,
            failed: answered.values().sum::<usize>() - ok + count(tally.cut),
            cut: count(tally.cut),
            abandoned: count(tally.abandoned),
            left_in_flight: tally.in_flight,
            answered,
            latency: Latency::of_all(seen),
            in_flight,
            taken: in_flight,
            ..self
        }
    }

    pub(crate) fn of(requests: &[&Request<'_>]) -> Self {
        let count = |wanted: fn(Outcome) -> bool| {
            let outcomes = requests.iter().map(|request| request.outcome);
            outcomes.filter(|&outcome| wanted(outcome)).count()
        };
        let mut answered: BTreeMap<u16, usize> = BTreeMap::new();
        for status in requests.iter().filter_map(|request| request.status()) {
            *answered.entry(status).or_default() += 1;
        }
        let mut carried: HashMap<u64, usize> = HashMap::new();
        for request in requests {
            *carried.entry(request.connection).or_default() += 1;
        }
        let ok = count(Outcome::is_ok);
        let cut = count(|outcome| outcome == Outcome::Cut);
        let gaps: Vec<Duration> = retries(requests).iter().map(|retry| retry.gap()).collect();
        let taken = requests.iter().filter(|one| one.status() != Some(429));
        Figures {
            requests: requests.len(),
            timed: requests.len(),
            ok,
            failed: answered.values().sum::<usize>() - ok + cut,
            cut,
            abandoned: count(|outcome| outcome == Outcome::Abandoned),
            left_in_flight: count(|outcome| outcome == Outcome::InFlight),
            answered,
            time: time(requests),
            latency: Latency::of(requests),
            in_flight: most_in_flight(requests),
            taken: most_in_flight(&taken.copied().collect::<Vec<_>>()),
            connections: carried.len(),
            carried: (
                carried.values().copied().min().unwrap_or(0),
                carried.values().copied().max().unwrap_or(0),
            ),
            retries: gaps.len(),
            gaps: gaps.iter().min().copied().zip(gaps.iter().max().copied()),
        }
    }

    /// Requests a second, where they took long enough to tell.
    pub(crate) fn per_second(&self) -> Option<f64> {
        let requests = u32::try_from(self.timed).ok()?;
        let told = self.time >= Duration::from_millis(10);
        told.then(|| f64::from(requests) / self.time.as_secs_f64())
    }
}

fn time(requests: &[&Request<'_>]) -> Duration {
    let first = requests.iter().map(|request| request.start).min();
    let last = requests
        .iter()
        .map(|one| one.end.unwrap_or(one.start))
        .max();
    let (Some(first), Some(last)) = (first, last) else {
        return Duration::ZERO;
    };
    last.saturating_sub(first)
}

impl Latency {
    /// That of all answers, whatever they were.
    fn of_all(seen: &Seen) -> Option<Self> {
        let latencies = &seen.latencies;
        Some(Latency {
            p50: latencies.quantile(0.5)?,
            p95: latencies.quantile(0.95)?,
            p99: latencies.quantile(0.99)?,
            slowest: latencies.slowest()?,
        })
    }

    fn of(requests: &[&Request<'_>]) -> Option<Self> {
        let took = |only_ok: bool| {
            let answered = requests.iter().filter(|one| one.status().is_some());
            let answered = answered.filter(|one| !only_ok || one.is_ok());
            let mut took: Vec<Duration> = answered.filter_map(|one| one.took()).collect();
            took.sort_unstable();
            took
        };
        let mut answers = took(true);
        if answers.is_empty() {
            answers = took(false);
        }
        // The nearest rank: a time that one of them took.
        let rank = |percent: usize| {
            let rank = (answers.len() * percent).div_ceil(100);
            answers.get(rank.saturating_sub(1)).copied()
        };
        Some(Latency {
            p50: rank(50)?,
            p95: rank(95)?,
            p99: rank(99)?,
            slowest: rank(100)?,
        })
    }
}

/// The most connections that had a request at once. A connection carries one at a time, so that these are
/// the requests in flight; what is refused at once and sent again on the same connection counts once.
fn most_in_flight(requests: &[&Request<'_>]) -> usize {
    let mut again: HashMap<*const Request<'_>, Duration> = HashMap::new();
    for retry in retries(requests) {
        again.insert(std::ptr::from_ref(retry.before), retry.after.start);
    }
    // A request that has ended makes room for one that begins: an end sorts before a start.
    let mut changes: Vec<(Duration, bool, u64)> = Vec::with_capacity(2 * requests.len());
    for &request in requests {
        changes.push((request.start, true, request.connection));
        let Some(mut end) = request.end else {
            continue;
        };
        if request.status() == Some(429) {
            let next = again.get(&std::ptr::from_ref(request));
            let longer = request.start + TOGETHER;
            // Who has closed its connection has read the answer, and may be at its next request.
            let longer = request.closed.map_or(longer, |closed| longer.min(closed));
            end = end.max(next.map_or(longer, |&next| next.min(longer)));
        }
        changes.push((
            end.max(request.start + Duration::from_nanos(1)),
            false,
            request.connection,
        ));
    }
    changes.sort_unstable();
    let mut busy: HashMap<u64, usize> = HashMap::new();
    let mut most = 0;
    for (_, begins, connection) in changes {
        let here = busy.entry(connection).or_default();
        match begins {
            true => *here += 1,
            false if *here > 1 => *here -= 1,
            false => drop(busy.remove(&connection)),
        }
        most = most.max(busy.len());
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;
    use mock_api::{Remarks, Tally};
    use timeline::{Event, What};

    /// Three that were refused one after another, each on a connection of its own.
    fn refused(closed: Option<u64>) -> usize {
        let ms = Duration::from_millis;
        let requests = [0, 10, 20].map(|start| Request {
            client: 0,
            connection: start,
            label: "question",
            body: start,
            start: ms(start),
            end: Some(ms(start + 1)),
            outcome: Outcome::Answered(429),
            wait: None,
            closed: closed.map(|after| ms(start + after)),
        });
        most_in_flight(&requests.iter().collect::<Vec<_>>())
    }

    #[test]
    fn who_closes_a_connection_is_done_with_its_request() {
        assert_eq!(refused(None), 3, "they may have been sent together");
        assert_eq!(refused(Some(5)), 1, "each was over when the next came");
        assert_eq!(refused(Some(15)), 2);
    }

    #[test]
    fn of_a_log_that_was_full_all_requests_are_counted() {
        let arrived = What::Arrived {
            request: 0,
            connection: 0,
            client: 0,
            label: "x".to_owned(),
        };
        let seen = Seen {
            events: vec![Event {
                at: Duration::ZERO,
                what: arrived,
            }],
            tally: Tally {
                connections: 7,
                requests: 5000,
                most_in_flight: 20,
                answered: [(200, 4000), (429, 999)].into(),
                abandoned: 1,
                ..Tally::default()
            },
            remarks: Remarks {
                left_out: 4999,
                ..Remarks::default()
            },
            ..Seen::default()
        };
        let run = Run::of(&seen);
        let figures = Figures::of_all(&run);
        assert_eq!((figures.requests, figures.ok), (5000, 4000));
        assert_eq!((figures.failed, figures.abandoned), (999, 1));
        assert_eq!((figures.in_flight, figures.left_in_flight), (20, 0));
        assert_eq!(run.connections(), 7);
        let told = crate::report::text(&run).replace('\n', " ");
        assert!(told.contains("of the last 4999 requests"), "{told}");
    }
}
