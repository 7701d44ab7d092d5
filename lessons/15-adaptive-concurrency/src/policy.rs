//! How many calls may be in flight: a limiter. It is told what time it is, and waits for nothing.

use chat::Error;
use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

/// An answer that took longer had to wait for others. One that waits for nobody takes 0.2 s.
pub const TARGET: Duration = Duration::from_millis(250);

/// Answers that come within such a time are looked at together.
pub const ROUND: Duration = Duration::from_millis(150);

/// What both forms ask, and tell of each call.
pub trait Limiter: Send {
    /// How many calls may be in flight.
    fn limit(&self) -> usize;

    /// What became of a call that was sent at a moment. Returns how many may be in flight from now on.
    fn report(&mut self, sent: Instant, refused: bool, now: Instant) -> usize;

    /// The limits that there were, and since when.
    fn history(&self) -> Vec<(Instant, u32)>;
}

/// Whether the server says that it is asked too much. Other errors say nothing about the limit.
pub fn is_refused<T>(answer: &Result<T, Error>) -> bool {
    let busy =
        |error: &Error| matches!(error, Error::Status { code, .. } if [429, 503].contains(code));
    answer.as_ref().is_err_and(busy)
}

/// Additive increase, multiplicative decrease. After a round of answers that were all quick, the limit is
/// one more. After a round with a slow or a refused one, it is half.
///
/// A round is decided by the first answer after it, so that answers of one moment count alike in every
/// order.
#[derive(Debug, Clone)]
pub struct Aimd {
    limit: usize,
    least: usize,
    most: usize,
    round: Option<Round>,
    cut: Option<Instant>,
    history: Vec<(Instant, u32)>,
}

#[derive(Debug, Clone, Copy)]
struct Round {
    began: Instant,
    strained: bool,
}

impl Aimd {
    /// One that begins with a guess, and stays within bounds. At least one call may be in flight.
    pub fn new(limit: usize, bounds: RangeInclusive<usize>) -> Self {
        let least = (*bounds.start()).max(1);
        let most = (*bounds.end()).max(least);
        Aimd {
            limit: limit.clamp(least, most),
            least,
            most,
            round: None,
            cut: None,
            history: Vec::new(),
        }
    }

    fn note(&mut self, now: Instant) {
        let limit = u32::try_from(self.limit).unwrap_or(u32::MAX);
        self.history.push((now, limit));
    }

    fn decide(&mut self, strained: bool, now: Instant) {
        let limit = match strained {
            true => self.limit / 2,
            false => self.limit.saturating_add(1),
        };
        self.limit = limit.clamp(self.least, self.most);
        if strained {
            self.cut = Some(now);
        }
        self.round = None;
        self.note(now);
    }
}

impl Limiter for Aimd {
    fn limit(&self) -> usize {
        self.limit
    }

    fn report(&mut self, sent: Instant, refused: bool, now: Instant) -> usize {
        if self.history.is_empty() {
            self.note(sent);
        }
        if let Some(round) = self.round
            && now.saturating_duration_since(round.began) >= ROUND
        {
            self.decide(round.strained, now);
        }
        // A call that was sent before the last cut tells of a limit that holds no more.
        if self.cut.is_none_or(|cut| sent >= cut) {
            let slow = now.saturating_duration_since(sent) > TARGET;
            let round = self.round.get_or_insert(Round {
                began: now,
                strained: false,
            });
            round.strained |= slow || refused;
        }
        self.limit
    }

    fn history(&self) -> Vec<(Instant, u32)> {
        self.history.clone()
    }
}

/// Always the same limit.
#[derive(Debug, Clone, Copy)]
pub struct Fixed(pub usize);

impl Limiter for Fixed {
    fn limit(&self) -> usize {
        self.0
    }

    fn report(&mut self, _: Instant, _: bool, _: Instant) -> usize {
        self.0
    }

    fn history(&self) -> Vec<(Instant, u32)> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fastrand::Rng;

    const MS: Duration = Duration::from_millis(1);

    /// Answers that were sent so long ago, one for each of some rounds.
    fn rounds(limiter: &mut Aimd, now: Instant, took: Duration, rounds: u32) -> Vec<usize> {
        let round = |round: u32| {
            let now = now + 200 * MS * round;
            limiter.report(now.checked_sub(took).expect("it has been up"), false, now)
        };
        (0..rounds).map(round).collect()
    }

    /// Some time after the clock began.
    fn later() -> Instant {
        Instant::now() + 1000 * MS
    }

    #[test]
    fn quick_rounds_add_one_each_and_a_slow_one_takes_half() {
        let now = later();
        let mut limiter = Aimd::new(4, 1..=7);
        assert_eq!(rounds(&mut limiter, now, 200 * MS, 6), [4, 5, 6, 7, 7, 7]);
        let now = now + 1200 * MS;
        assert_eq!(limiter.report(now - 251 * MS, false, now), 7);
        assert_eq!(limiter.report(now, false, now + 150 * MS), 3);
        let limits: Vec<u32> = limiter.history().into_iter().map(|step| step.1).collect();
        assert_eq!(limits, [4, 5, 6, 7, 7, 7, 7, 3]);
    }

    #[test]
    fn a_refusal_counts_as_a_slow_answer_and_the_target_is_still_quick() {
        let now = later();
        for (took, refused, after) in [
            (250 * MS, false, 5),
            (251 * MS, false, 2),
            (10 * MS, true, 2),
        ] {
            let mut limiter = Aimd::new(4, 1..=8);
            limiter.report(now - took, refused, now);
            assert_eq!(limiter.report(now, false, now + 200 * MS), after);
        }
    }

    #[test]
    fn what_was_sent_before_a_cut_does_not_cut_again() {
        let now = later();
        let mut limiter = Aimd::new(8, 1..=8);
        limiter.report(now, true, now + 100 * MS);
        assert_eq!(limiter.report(now, true, now + 300 * MS), 4);
        // However many of them come, and however late.
        for ms in 3..30 {
            assert_eq!(limiter.report(now + 200 * MS, true, now + 100 * MS * ms), 4);
        }
        limiter.report(now + 300 * MS, true, now + 3000 * MS);
        assert_eq!(limiter.report(now + 300 * MS, true, now + 3200 * MS), 2);
    }

    /// Whatever comes in one moment, in whatever order: the limit is the same.
    #[test]
    fn answers_of_one_moment_count_alike_in_every_order() {
        for seed in 0..500 {
            let mut random = Rng::with_seed(seed);
            let mut limiters = [(); 4].map(|()| Aimd::new(4, 1..=8));
            let mut now = later();
            for _ in 0..30 {
                let answers = random.usize(1..8);
                let mut answers: Vec<(Instant, bool)> = (0..answers)
                    .map(|_| (now - 100 * MS * random.u32(1..6), random.u8(..5) == 0))
                    .collect();
                let limits = limiters.each_mut().map(|limiter| {
                    random.shuffle(&mut answers);
                    for &(sent, refused) in &answers {
                        limiter.report(sent, refused, now);
                    }
                    limiter.limit()
                });
                assert_eq!(limits, [limits[0]; 4], "seed {seed}");
                now += 100 * MS * random.u32(1..4);
            }
        }
    }

    /// Answers at random, told by a clock that jumps forth and back.
    #[test]
    fn whatever_happens_it_stays_within_bounds_and_moves_by_one_or_by_half() {
        for seed in 0..500 {
            let mut random = Rng::with_seed(seed);
            let least = random.usize(0..4);
            let most = random.usize(0..40);
            let mut limiter = Aimd::new(random.usize(0..50), least..=most);
            let bounds = least.max(1)..=most.max(least).max(1);
            let start = later();
            for _ in 0..300 {
                let now = start + random.u32(0..600) * MS;
                let sent = now - random.u32(0..500) * MS;
                let before = limiter.limit();
                let after = limiter.report(sent, random.bool(), now);
                assert_eq!(after, limiter.limit());
                assert!(bounds.contains(&after), "seed {seed}: {after}");
                let half = (before / 2).max(*bounds.start());
                let moved = after == before || after == before + 1 || after == half;
                assert!(moved, "seed {seed}: from {before} to {after}");
            }
        }
    }

    #[test]
    fn there_is_one_decision_a_round_at_most() {
        for seed in 0..200 {
            let mut random = Rng::with_seed(seed);
            let mut limiter = Aimd::new(4, 1..=100);
            let mut now = later();
            for _ in 0..300 {
                now += random.u32(0..60) * MS;
                limiter.report(now - random.u32(0..300) * MS, random.u8(..9) == 0, now);
            }
            let moments: Vec<Instant> = limiter.history().iter().map(|step| step.0).collect();
            let apart = |pair: &[Instant]| pair[1] - pair[0] >= ROUND;
            // The first is that of the guess.
            assert!(moments[1..].windows(2).all(apart), "seed {seed}");
        }
    }

    #[test]
    fn odd_bounds_and_clocks_that_go_back_harm_nothing() {
        let now = later();
        let quick = |limiter: &mut Aimd| rounds(limiter, now, MS, 3);
        assert_eq!(quick(&mut Aimd::new(0, 0..=0)), [1, 1, 1]);
        let (least, most) = (5, 3);
        assert_eq!(quick(&mut Aimd::new(9, least..=most)), [5, 5, 5]);
        let mut huge = Aimd::new(usize::MAX, 1..=usize::MAX);
        assert_eq!(quick(&mut huge), [usize::MAX; 3]);
        // An answer before its question, and a round that ends before it began.
        let mut back = Aimd::new(4, 1..=8);
        assert_eq!(back.report(now + 900 * MS, false, now), 4);
        assert_eq!(back.report(now, true, now - 900 * MS), 4);
        assert_eq!(back.report(now, false, now + 200 * MS), 2);
    }

    #[test]
    fn only_too_many_requests_and_unavailable_are_refusals() {
        let status = |code| {
            Err::<(), _>(Error::Status {
                code,
                message: String::new(),
                retry_after: None,
            })
        };
        let refused: Vec<u16> = (300..600)
            .filter(|&code| is_refused(&status(code)))
            .collect();
        assert_eq!(refused, [429, 503]);
        assert!(!is_refused::<()>(&Err(Error::Timeout)) && !is_refused(&Ok(())));
    }
}
