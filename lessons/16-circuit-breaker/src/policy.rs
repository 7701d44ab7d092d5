//! Whether to ask at all: a circuit breaker. It is told what time it is, and waits for nothing.

use chat::Error;
use std::time::{Duration, Instant};

/// What both forms ask before each call, and tell afterwards.
pub trait Policy: Send {
    /// Whether a call may be made now. Who gets a pass reports what became of the call.
    fn admit(&mut self, now: Instant) -> Option<Pass>;

    /// What became of a call.
    fn report(&mut self, pass: Pass, failed: bool, now: Instant);

    /// The states it was in, and since when.
    fn history(&self) -> Vec<(Instant, &'static str)>;
}

/// Permission for one call. It knows which state gave it.
#[derive(Debug)]
pub struct Pass {
    /// Counts the states of the breaker.
    pub epoch: u64,
}

/// Whether an error is about the server and not about the request. A bad request says that somebody
/// is there who has read it.
pub fn is_down(error: &Error) -> bool {
    match error {
        Error::Status { code, .. } => *code >= 500,
        Error::Timeout | Error::Connect(_) => true,
        _ => false,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Calls are made. So many in a row have failed.
    Closed { failures: u32 },
    /// No call is made.
    Open { since: Instant },
    /// One call, the probe, finds out how the server is.
    HalfOpen { since: Instant },
}

/// Opens after some failures in a row. After a while it lets one call through, the probe: if that
/// succeeds it closes, and if not it opens again.
#[derive(Debug)]
pub struct Breaker {
    failures: u32,
    cooldown: Duration,
    state: State,
    epoch: u64,
    history: Vec<(Instant, &'static str)>,
}

/// A probe that reports nothing for so long is lost, such as one whose future was dropped.
const LOST: Duration = Duration::from_secs(10);

impl Breaker {
    /// A closed one: opens after so many failures in a row, for so long.
    pub fn new(failures: u32, cooldown: Duration) -> Self {
        Breaker {
            failures,
            cooldown,
            state: State::Closed { failures: 0 },
            epoch: 0,
            history: Vec::new(),
        }
    }

    fn turn(&mut self, state: State, now: Instant) {
        let name = match state {
            State::Closed { .. } => "closed",
            State::Open { .. } => "open",
            State::HalfOpen { .. } => "half-open",
        };
        self.history.push((now, name));
        self.state = state;
        // What earlier passes report from now on comes too late.
        self.epoch += 1;
    }
}

impl Policy for Breaker {
    fn admit(&mut self, now: Instant) -> Option<Pass> {
        if self.history.is_empty() {
            self.history.push((now, "closed"));
        }
        let closed_for = |since| now.saturating_duration_since(since);
        let probes = match self.state {
            State::Closed { .. } => false,
            State::Open { since } if closed_for(since) >= self.cooldown => true,
            State::HalfOpen { since } if closed_for(since) >= LOST => true,
            State::Open { .. } | State::HalfOpen { .. } => return None,
        };
        if probes {
            self.turn(State::HalfOpen { since: now }, now);
        }
        Some(Pass { epoch: self.epoch })
    }

    fn report(&mut self, pass: Pass, failed: bool, now: Instant) {
        if pass.epoch != self.epoch {
            return;
        }
        match self.state {
            State::Closed { .. } if !failed => self.state = State::Closed { failures: 0 },
            State::Closed { failures } if failures + 1 < self.failures => {
                let failures = failures + 1;
                self.state = State::Closed { failures };
            }
            State::HalfOpen { .. } if !failed => self.turn(State::Closed { failures: 0 }, now),
            _ => self.turn(State::Open { since: now }, now),
        }
    }

    fn history(&self) -> Vec<(Instant, &'static str)> {
        self.history.clone()
    }
}

/// Asks always.
#[derive(Debug, Default)]
pub struct NoBreaker;

impl Policy for NoBreaker {
    fn admit(&mut self, _: Instant) -> Option<Pass> {
        Some(Pass { epoch: 0 })
    }

    fn report(&mut self, _: Pass, _: bool, _: Instant) {}

    fn history(&self) -> Vec<(Instant, &'static str)> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fastrand::Rng;

    const MS: Duration = Duration::from_millis(1);

    fn breaker() -> Breaker {
        Breaker::new(3, 400 * MS)
    }

    fn fail(breaker: &mut Breaker, now: Instant) {
        let pass = breaker.admit(now).expect("it is closed");
        breaker.report(pass, true, now);
    }

    fn opened(now: Instant) -> Breaker {
        let mut breaker = breaker();
        (0..3).for_each(|_| fail(&mut breaker, now));
        breaker
    }

    #[test]
    fn only_failures_in_a_row_open_it() {
        let now = Instant::now();
        let mut breaker = breaker();
        for _ in 0..100 {
            fail(&mut breaker, now);
            fail(&mut breaker, now);
            let pass = breaker.admit(now).expect("two are not enough");
            breaker.report(pass, false, now);
        }
        assert!(opened(now).admit(now).is_none());
    }

    #[test]
    fn one_probe_goes_when_the_time_has_come_and_decides() {
        let now = Instant::now();
        for (failed, then) in [(true, "open"), (false, "closed")] {
            let mut breaker = opened(now);
            assert!(breaker.admit(now + 399 * MS).is_none());
            let probe = breaker.admit(now + 400 * MS).expect("it is time");
            assert!(breaker.admit(now + 500 * MS).is_none());
            breaker.report(probe, failed, now + 600 * MS);
            assert_eq!(breaker.history().last(), Some(&(now + 600 * MS, then)));
            assert_eq!(breaker.admit(now + 600 * MS).is_some(), !failed);
        }
    }

    #[test]
    fn what_comes_late_counts_no_more() {
        let now = Instant::now();
        let mut breaker = breaker();
        let late = [(); 5].map(|()| breaker.admit(now).expect("it is closed"));
        let [ok, failed, rest @ ..] = late;
        for pass in rest {
            breaker.report(pass, true, now);
        }
        breaker.report(ok, false, now + 200 * MS);
        assert!(breaker.admit(now + 399 * MS).is_none());
        assert!(breaker.admit(now + 400 * MS).is_some());
        breaker.report(failed, true, now + 400 * MS);
        assert_eq!(
            breaker.history().last(),
            Some(&(now + 400 * MS, "half-open"))
        );
    }

    #[test]
    fn a_probe_that_is_lost_does_not_keep_it_shut_for_ever() {
        let now = Instant::now();
        let mut breaker = opened(now);
        let lost = breaker.admit(now + 400 * MS).expect("it is time");
        assert!(breaker.admit(now + 400 * MS + LOST - MS).is_none());
        let later = now + 400 * MS + LOST;
        let probe = breaker.admit(later).expect("the other is lost");
        breaker.report(lost, true, later);
        breaker.report(probe, false, later);
        assert!(breaker.admit(later).is_some());
    }

    #[test]
    fn odd_settings_and_clocks_that_go_back_harm_nothing() {
        let now = Instant::now();
        let mut back = opened(now + 500 * MS);
        assert!(back.admit(now).is_none());
        assert!(back.admit(now + 900 * MS).is_some());
        let mut never = Breaker::new(1, Duration::MAX);
        fail(&mut never, now);
        assert!(never.admit(now + Duration::from_secs(1 << 30)).is_none());
        for failures in [0, 1] {
            let mut eager = Breaker::new(failures, Duration::ZERO);
            fail(&mut eager, now);
            let probe = eager.admit(now).expect("no time has to pass");
            assert!(eager.admit(now).is_none());
            eager.report(probe, false, now);
        }
        let mut patient = Breaker::new(u32::MAX, Duration::ZERO);
        (0..1000).for_each(|_| fail(&mut patient, now));
    }

    /// Calls that are made, answered and lost at random, told by a clock that jumps.
    #[test]
    fn whatever_happens_there_is_one_probe_at_most_and_none_while_it_is_open() {
        for seed in 0..500 {
            let mut random = Rng::with_seed(seed);
            let (mut breaker, mut passes) = (breaker(), Vec::new());
            let (mut now, mut opened, mut row) = (Instant::now() + LOST, None, 0);
            for _ in 0..200 {
                now += random.u32(0..150) * MS;
                if random.bool() {
                    let before = breaker.state;
                    match (breaker.admit(now), before) {
                        (Some(pass), State::Closed { .. }) => passes.push(pass),
                        (Some(probe), State::Open { .. }) => {
                            let opened: Instant = opened.expect("it was opened");
                            assert!(now - opened >= 400 * MS, "seed {seed}");
                            passes.push(probe);
                        }
                        (Some(probe), State::HalfOpen { since }) => {
                            assert!(now - since >= LOST, "seed {seed}");
                            passes.push(probe);
                        }
                        (None, before) => assert!(!matches!(before, State::Closed { .. })),
                    }
                } else if !passes.is_empty() {
                    let pass = passes.swap_remove(random.usize(..passes.len()));
                    let (before, failed) = (breaker.state, random.u8(..3) > 0);
                    let counts = pass.epoch == breaker.epoch;
                    if counts {
                        row = if failed { row + 1 } else { 0 };
                    }
                    breaker.report(pass, failed, now);
                    if let State::Open { since } = breaker.state
                        && before != breaker.state
                    {
                        let by_probe = matches!(before, State::HalfOpen { .. });
                        assert!(counts && (by_probe || row >= 3), "seed {seed}");
                        (opened, row) = (Some(since), 0);
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_wrong_with_the_request_is_not_the_servers_fault() {
        let status = |code| Error::Status {
            code,
            message: String::new(),
            retry_after: None,
        };
        let down: Vec<u16> = (300..600).filter(|&code| is_down(&status(code))).collect();
        assert_eq!(down, (500..600).collect::<Vec<_>>());
        assert!(is_down(&Error::Timeout) && is_down(&Error::Connect(String::new())));
        assert!(!is_down(&Error::Decode(String::new())));
    }
}
