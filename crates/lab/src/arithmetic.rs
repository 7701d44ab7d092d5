//! What is possible at all, and how measured times compare. Pure: no clock.

use std::time::Duration;

/// Times that differ by less than this share count as equal.
pub(crate) const EQUAL: f64 = 0.05;

/// Rounds that requests take when so many are in flight at once.
pub(crate) fn rounds(requests: u32, at_once: u32) -> u32 {
    requests.div_ceil(at_once.max(1))
}

/// The least time that requests can take: nobody gets an answer before the server gives it.
pub(crate) fn limit(requests: u32, at_once: u32, latency: Duration) -> Duration {
    latency * rounds(requests, at_once)
}

/// The share of the measured time that nobody could have saved.
pub(crate) fn efficiency(limit: Duration, measured: Duration) -> f64 {
    limit.as_secs_f64() / measured.as_secs_f64()
}

/// A time as somebody has written it down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Claimed {
    /// As it is written.
    pub(crate) text: &'static str,
    /// In seconds.
    pub(crate) seconds: f64,
    /// Half of its last digit, in seconds: it may have been rounded down by so much.
    pub(crate) rounding: f64,
}

impl Claimed {
    /// The longest time that would be written like this.
    pub(crate) fn most(&self) -> f64 {
        self.seconds + self.rounding
    }

    /// Whether anybody can be as fast as that.
    pub(crate) fn is_possible(&self, limit: Duration) -> bool {
        self.most() >= limit.as_secs_f64()
    }

    /// Whether it is the limit to the last digit: then it was calculated, or waiting was all that
    /// took time.
    pub(crate) fn is_the_limit(&self, limit: Duration) -> bool {
        (self.seconds - limit.as_secs_f64()).abs() < 1e-9
    }

    /// Rounds of this latency that fit into it.
    pub(crate) fn rounds(&self, latency: Duration) -> u32 {
        // Written figures are small, and a share of a nanosecond is none of theirs.
        (self.most() / latency.as_secs_f64() + 1e-9).floor() as u32
    }

    /// The fewest requests in flight at once with which it is possible; `None` when not even one
    /// round fits.
    pub(crate) fn needs(&self, requests: u32, latency: Duration) -> Option<u32> {
        match self.rounds(latency) {
            0 => None,
            rounds => Some(requests.div_ceil(rounds)),
        }
    }

    /// The longest latency, in seconds, with which it is possible.
    pub(crate) fn fits_latency(&self, requests: u32, at_once: u32) -> f64 {
        self.seconds / f64::from(rounds(requests, at_once))
    }
}

/// Measured times of the same work.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Sample(Vec<Duration>);

impl Sample {
    pub(crate) fn push(&mut self, time: Duration) {
        let at = self.0.partition_point(|&other| other <= time);
        self.0.insert(at, time);
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The time in the middle; of an even number, half-way between the two.
    pub(crate) fn median(&self) -> Option<Duration> {
        let above = *self.0.get(self.0.len() / 2)?;
        match self.0.len() % 2 {
            0 => Some((self.0[self.0.len() / 2 - 1] + above) / 2),
            _ => Some(above),
        }
    }

    /// The shortest time. Whatever else a machine does can only make a run longer.
    pub(crate) fn best(&self) -> Option<Duration> {
        self.0.first().copied()
    }

    /// The longest time.
    pub(crate) fn worst(&self) -> Option<Duration> {
        self.0.last().copied()
    }

    /// From the shortest to the longest, as a share of the median.
    pub(crate) fn spread(&self) -> Option<f64> {
        Some((self.worst()? - self.best()?).as_secs_f64() / self.median()?.as_secs_f64())
    }
}

/// Who needed less time for the same work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Faster {
    First,
    Second,
    Neither,
}

/// Compares the shortest times of both.
pub(crate) fn faster(first: Duration, second: Duration) -> Faster {
    if difference(first, second) <= EQUAL {
        Faster::Neither
    } else if first < second {
        Faster::First
    } else {
        Faster::Second
    }
}

/// By which share of the longer time the shorter one is shorter.
pub(crate) fn difference(first: Duration, second: Duration) -> f64 {
    let (less, more) = (first.min(second), first.max(second));
    match more.is_zero() {
        true => 0.0,
        false => (more - less).as_secs_f64() / more.as_secs_f64(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    const fn claimed(seconds: f64, rounding: f64) -> Claimed {
        Claimed {
            text: "",
            seconds,
            rounding,
        }
    }

    #[test]
    fn the_limit_is_the_rounds_times_the_latency() {
        assert_eq!(limit(1000, 50, ms(2000)), ms(40_000));
        assert_eq!(limit(1000, 100, ms(2000)), ms(20_000));
        assert_eq!(limit(100, 100, ms(250)), ms(250));
        assert_eq!(limit(1000, 30, ms(2850)), ms(96_900));
        assert_eq!(limit(1, 50, ms(7)), ms(7));
        assert_eq!(limit(0, 50, ms(7)), ms(0));
    }

    /// Plays the rounds one by one.
    #[test]
    fn no_schedule_beats_the_limit_and_one_reaches_it() {
        for _ in 0..2_000 {
            let (requests, at_once) = (fastrand::u32(1..400), fastrand::u32(1..60));
            let latency = ms(fastrand::u64(1..100));
            let mut slots = vec![Duration::ZERO; at_once as usize];
            for _ in 0..requests {
                let free = slots.iter_mut().min().expect("there is a slot");
                *free += latency;
            }
            let end = slots.into_iter().max().expect("there is a slot");
            assert_eq!(
                end,
                limit(requests, at_once, latency),
                "{requests} {at_once}"
            );
        }
    }

    #[test]
    fn more_at_once_never_takes_longer_at_the_limit() {
        for _ in 0..2_000 {
            let (requests, at_once) = (fastrand::u32(1..2_000), fastrand::u32(1..200));
            let latency = ms(10);
            assert!(limit(requests, at_once + 1, latency) <= limit(requests, at_once, latency));
            assert!(limit(requests + 1, at_once, latency) >= limit(requests, at_once, latency));
        }
    }

    #[test]
    fn a_claim_below_the_limit_is_impossible_however_it_was_rounded() {
        let limit = ms(40_000);
        assert!(!claimed(22.0, 0.5).is_possible(limit));
        assert!(!claimed(39.4, 0.5).is_possible(limit));
        assert!(claimed(39.6, 0.5).is_possible(limit));
        assert!(claimed(48.0, 0.5).is_possible(limit));
        // "33 min" for 33.3 min.
        assert!(claimed(1980.0, 30.0).is_possible(ms(2_000_000)));
        assert!(claimed(25.0, 0.005).is_the_limit(ms(25_000)));
        assert!(!claimed(25.1, 0.05).is_the_limit(ms(25_000)));
    }

    #[test]
    fn what_a_claim_needs_makes_it_possible_and_one_less_does_not() {
        assert_eq!(claimed(22.0, 0.5).needs(1000, ms(2000)), Some(91));
        assert_eq!(claimed(15.0, 0.5).needs(100, ms(5000)), Some(34));
        assert_eq!(claimed(90.0, 0.5).needs(1000, ms(5000)), Some(56));
        assert_eq!(claimed(1.0, 0.5).needs(100, ms(2000)), None);
        for _ in 0..2_000 {
            let requests = fastrand::u32(2..2_000);
            let latency = ms(fastrand::u64(1..5_000));
            let claim = claimed(f64::from(fastrand::u32(1..5_000)), 0.5);
            let Some(least) = claim.needs(requests, latency) else {
                assert!(claim.most() < latency.as_secs_f64());
                continue;
            };
            assert!(claim.is_possible(limit(requests, least, latency)));
            if least > 1 {
                let fewer = limit(requests, least - 1, latency);
                assert!(
                    !claim.is_possible(fewer),
                    "{claim:?} {requests} {latency:?}"
                );
            }
        }
    }

    #[test]
    fn the_latency_that_fits_is_the_time_of_a_round() {
        assert_eq!(claimed(22.0, 0.5).fits_latency(1000, 50), 1.1);
        assert_eq!(claimed(12.0, 0.5).fits_latency(1000, 100), 1.2);
    }

    #[test]
    fn efficiency_is_one_at_the_limit() {
        assert_eq!(efficiency(ms(250), ms(250)), 1.0);
        assert_eq!(efficiency(ms(250), ms(500)), 0.5);
    }

    #[test]
    fn a_sample_has_a_middle_and_a_spread() {
        let mut sample = Sample::default();
        assert_eq!(
            (sample.median(), sample.best(), sample.spread()),
            (None, None, None)
        );
        for time in [30, 10, 20] {
            sample.push(ms(time));
        }
        assert_eq!(sample.median(), Some(ms(20)));
        assert_eq!(sample.best(), Some(ms(10)));
        assert_eq!(sample.worst(), Some(ms(30)));
        assert_eq!(sample.spread(), Some(1.0));
        sample.push(ms(40));
        assert_eq!(sample.median(), Some(ms(25)));
        assert_eq!(sample.len(), 4);
    }

    #[test]
    fn the_median_does_not_move_for_one_stall() {
        for _ in 0..500 {
            let mut sample = Sample::default();
            for _ in 0..4 {
                sample.push(ms(fastrand::u64(100..110)));
            }
            sample.push(ms(fastrand::u64(1_000..9_000)));
            let median = sample.median().expect("there are five");
            assert!(median < ms(110), "{sample:?}");
        }
    }

    #[test]
    fn who_is_faster_does_not_depend_on_the_order() {
        assert_eq!(faster(ms(100), ms(105)), Faster::Neither);
        assert_eq!(faster(ms(100), ms(106)), Faster::First);
        assert_eq!(faster(ms(106), ms(100)), Faster::Second);
        assert_eq!(difference(ms(0), ms(0)), 0.0);
        for _ in 0..2_000 {
            let (a, b) = (ms(fastrand::u64(1..300)), ms(fastrand::u64(1..300)));
            let turned = match faster(b, a) {
                Faster::First => Faster::Second,
                Faster::Second => Faster::First,
                Faster::Neither => Faster::Neither,
            };
            assert_eq!(faster(a, b), turned);
        }
    }
}
