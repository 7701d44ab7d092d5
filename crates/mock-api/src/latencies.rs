use std::time::Duration;

/// Steps between a time and its double: a figure is a thirty-second too high at most.
const STEPS: u64 = 32;

/// How long answers took, kept as the number of answers in each of some hundred ranges of time, however
/// many answers there were.
///
/// The ranges grow with the time, as in Tene's HdrHistogram: from a microsecond up to 32 they are as
/// wide as that, and then a thirty-second of where they begin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Latencies {
    ranges: Vec<u64>,
    number: u64,
    slowest: Duration,
}

impl Latencies {
    pub(crate) fn note(&mut self, latency: Duration) {
        let range = range_of(u64::try_from(latency.as_micros()).unwrap_or(u64::MAX));
        if self.ranges.len() <= range {
            self.ranges.resize(range + 1, 0);
        }
        self.ranges[range] += 1;
        self.number += 1;
        self.slowest = self.slowest.max(latency);
    }

    /// Answers that were counted.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The slowest answer; `None` when there was none.
    pub fn slowest(&self) -> Option<Duration> {
        (self.number > 0).then_some(self.slowest)
    }

    /// A time that this share of the answers did not exceed, between 0 and 1: 0.95 for the 95th
    /// percentile. `None` when there was no answer.
    pub fn quantile(&self, share: f64) -> Option<Duration> {
        let wanted = (share.clamp(0.0, 1.0) * self.number as f64).ceil().max(1.0) as u64;
        let mut counted = 0;
        let range = self.ranges.iter().position(|number| {
            counted += number;
            counted >= wanted
        })?;
        Some(Duration::from_micros(end_of(range)).min(self.slowest))
    }
}

fn range_of(micros: u64) -> usize {
    let doublings = (micros / STEPS).checked_ilog2().map_or(0, |log| log + 1);
    let step = match doublings {
        0 => micros,
        _ => u64::from(doublings) * STEPS + (micros >> (doublings - 1)) - STEPS,
    };
    usize::try_from(step).unwrap_or(usize::MAX)
}

/// The longest time of a range.
fn end_of(range: usize) -> u64 {
    let (doublings, step) = (range as u64 / STEPS, range as u64 % STEPS);
    match doublings {
        0 => step,
        _ => ((STEPS + step + 1) << (doublings - 1)).wrapping_sub(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_in_the_range_that_ends_at_it_or_a_little_later() {
        for micros in (0..70).chain([1000, 123_456, 5_000_000, u64::MAX / 2, u64::MAX]) {
            let end = end_of(range_of(micros));
            assert!(end >= micros, "{micros} is beyond {end}");
            assert!(end - micros <= micros / STEPS, "{micros} is far from {end}");
        }
        let starts = (1..500).map(|range| end_of(range - 1) + 1);
        assert!(
            starts
                .enumerate()
                .all(|(index, start)| range_of(start) == index + 1)
        );
    }

    #[test]
    fn quantiles_are_those_of_all_that_was_noted() {
        let mut latencies = Latencies::default();
        assert_eq!(latencies.quantile(0.5), None);
        for millis in 1..=1000 {
            latencies.note(Duration::from_millis(millis));
        }
        for (share, exact) in [(0.0, 1), (0.5, 500), (0.95, 950), (0.99, 990), (1.0, 1000)] {
            let told = latencies
                .quantile(share)
                .expect("there are some")
                .as_secs_f64();
            let exact = exact as f64 / 1000.0;
            assert!((exact..exact * 1.032).contains(&told), "{share}: {told}");
        }
        assert_eq!(latencies.slowest(), Some(Duration::from_secs(1)));
        assert_eq!(latencies.number(), 1000);
    }
}
