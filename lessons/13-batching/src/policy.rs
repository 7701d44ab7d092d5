//! When a batch is sent, and what is in it, by the ticks at which texts come. Pure: nobody waits here.
//! The exercise is judged by it, and tests hold the pictures of the lesson to it.

use std::ops::Range;

/// What a request takes, in ticks.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// However many texts it has.
    pub base: u32,
    /// For each text more.
    pub per_text: u32,
}

impl Cost {
    /// What a request with so many texts takes.
    pub fn of(self, texts: usize) -> u32 {
        let texts = u32::try_from(texts).unwrap_or(u32::MAX);
        self.base
            .saturating_add(self.per_text.saturating_mul(texts))
    }
}

/// One request: when it is in flight, and which texts are in it, in the order in which they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// When it is sent.
    pub start: u32,
    /// When it is answered.
    pub end: u32,
    /// Its texts, counted from 0.
    pub texts: Range<usize>,
}

/// Batches one after another, each with texts as `next` says: when it is sent, and how many texts it has,
/// by those that have not been sent, and from when on nothing is in flight.
pub fn batches(
    arrivals: &[u32],
    cost: Cost,
    next: impl Fn(&[u32], u32) -> (u32, usize),
) -> Vec<Batch> {
    let (mut batches, mut free, mut sent) = (Vec::new(), 0, 0);
    while sent < arrivals.len() {
        let (start, texts) = next(&arrivals[sent..], free);
        let texts = sent..sent + texts.clamp(1, arrivals.len() - sent);
        let end = start.saturating_add(cost.of(texts.len()));
        (free, sent) = (end, texts.end);
        batches.push(Batch { start, end, texts });
    }
    batches
}

/// How many have come by a tick.
pub fn come_by(arrivals: &[u32], tick: u32) -> usize {
    arrivals
        .iter()
        .take_while(|&&arrival| arrival <= tick)
        .count()
}

/// Sends at once what is there when nothing is in flight, as many texts as may be in one request.
pub fn at_once(arrivals: &[u32], cost: Cost, most: usize) -> Vec<Batch> {
    batches(arrivals, cost, |waiting, free| {
        let start = free.max(waiting[0]);
        (start, come_by(waiting, start).min(most))
    })
}

/// Waits until there are so many, or until so much time is over since it has taken the first.
pub fn with_timer(arrivals: &[u32], cost: Cost, full: usize, wait: u32) -> Vec<Batch> {
    batches(arrivals, cost, |waiting, free| {
        let taken = free.max(waiting[0]);
        let due = taken.saturating_add(wait);
        match waiting.get(full.max(1) - 1) {
            Some(&last) if last <= due => (taken.max(last), full),
            _ => (due, come_by(waiting, due)),
        }
    })
}

/// How long so many texts take that are all there, so many in one request, and so many requests at a time.
pub fn time(texts: usize, size: usize, requests: usize, cost: Cost) -> u32 {
    let texts: Vec<usize> = (0..texts).collect();
    let latencies: Vec<u32> = texts
        .chunks(size.max(1))
        .map(|batch| cost.of(batch.len()))
        .collect();
    let times = kit::plan::shared(&latencies, requests);
    times.into_iter().map(|(_, end)| end).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use fastrand::Rng;

    /// Texts that come at random, what a request takes, and how many texts may be in it.
    fn drawn(seed: u64) -> (Vec<u32>, Cost, usize) {
        let mut random = Rng::with_seed(seed);
        let (count, last) = (random.usize(0..40), random.u32(0..120));
        let mut arrivals: Vec<u32> = (0..count).map(|_| random.u32(0..=last)).collect();
        arrivals.sort_unstable();
        let cost = Cost {
            base: random.u32(0..8),
            per_text: random.u32(0..4),
        };
        (arrivals, cost, random.usize(1..10))
    }

    /// Each text is in one batch, in order and after it came; one request is in flight at a time.
    fn is_sound(arrivals: &[u32], batches: &[Batch], most: usize) {
        let (mut free, mut next) = (0, 0);
        for batch in batches {
            assert_eq!(batch.texts.start, next);
            assert!((1..=most).contains(&batch.texts.len()));
            assert!(batch.start >= free && batch.end >= batch.start);
            assert!(arrivals[batch.texts.end - 1] <= batch.start);
            (free, next) = (batch.end, batch.texts.end);
        }
        assert_eq!(next, arrivals.len());
    }

    #[test]
    fn every_text_is_sent_once_and_one_request_at_a_time() {
        for seed in 0..1000 {
            let (arrivals, cost, most) = drawn(seed);
            is_sound(&arrivals, &at_once(&arrivals, cost, most), most);
            let wait = u32::try_from(seed % 9).expect("it is small");
            is_sound(&arrivals, &with_timer(&arrivals, cost, most, wait), most);
        }
    }

    /// Without a timer, nothing waits but for the request that is in flight.
    #[test]
    fn nothing_waits_while_nothing_is_in_flight() {
        for seed in 0..1000 {
            let (arrivals, cost, most) = drawn(seed);
            let mut free = 0;
            for batch in at_once(&arrivals, cost, most) {
                let first = arrivals[batch.texts.start];
                assert_eq!(batch.start, free.max(first), "seed {seed}");
                // And what has come is in it, as far as there is room.
                let left = arrivals.get(batch.texts.end);
                let is_full = batch.texts.len() == most;
                assert!(is_full || left.is_none_or(|&left| left > batch.start));
                free = batch.end;
            }
        }
    }

    /// Where there is room for all, a text waits for one request at most before its own.
    #[test]
    fn a_text_is_in_the_next_request_after_the_one_in_flight() {
        for seed in 0..1000 {
            let (arrivals, cost, _) = drawn(seed);
            let batches = at_once(&arrivals, cost, usize::MAX);
            for (index, batch) in batches.iter().enumerate() {
                let before = index.checked_sub(1).map(|before| &batches[before]);
                for &arrival in &arrivals[batch.texts.clone()] {
                    let alone = batch.start == arrival;
                    assert!(alone || before.is_some_and(|before| arrival > before.start));
                }
            }
        }
    }

    /// A timer adds its whole time to a text that comes when all is quiet.
    #[test]
    fn who_comes_alone_pays_for_the_timer() {
        let cost = Cost {
            base: 2,
            per_text: 1,
        };
        for wait in 0..20 {
            assert_eq!(with_timer(&[7], cost, 4, wait)[0].start, 7 + wait);
            assert_eq!(at_once(&[7], cost, 4)[0].start, 7);
        }
    }

    /// It is no law that a timer is worse. For two texts that come one after the other, a short one is
    /// better.
    #[test]
    fn a_timer_that_happens_to_fit_wins() {
        let cost = Cost {
            base: 5,
            per_text: 1,
        };
        let last = |batches: Vec<Batch>| batches.last().map(|batch| batch.end);
        assert_eq!(last(at_once(&[0, 1], cost, 9)), Some(12));
        assert_eq!(last(with_timer(&[0, 1], cost, 2, 1)), Some(8));
    }

    /// The sum of what all texts wait, from when each comes until it is answered.
    fn waits(arrivals: &[u32], batches: &[Batch]) -> u32 {
        let all = batches.iter().flat_map(|batch| {
            let texts = arrivals[batch.texts.clone()].iter();
            texts.map(|arrival| batch.end - arrival)
        });
        all.sum()
    }

    /// What the chapter says of the lesson's own summaries: all waits together, in ticks.
    #[test]
    fn in_the_lesson_the_timer_costs_half_as_much_again() {
        let (arrivals, cost) = (&crate::SUMMARIES, crate::SUMMARY);
        assert_eq!(waits(arrivals, &at_once(arrivals, cost, 9)), 51);
        assert_eq!(waits(arrivals, &with_timer(arrivals, cost, 4, 5)), 79);
        assert_eq!(waits(arrivals, &at_once(arrivals, cost, 1)), 78);
    }

    #[test]
    fn odd_settings_harm_nothing() {
        let huge = Cost {
            base: u32::MAX,
            per_text: u32::MAX,
        };
        assert_eq!(huge.of(usize::MAX), u32::MAX);
        assert_eq!(at_once(&[], huge, 0), []);
        assert_eq!(at_once(&[1, 1], huge, 0).len(), 2);
        assert_eq!(with_timer(&[1, 1], huge, 0, u32::MAX).len(), 2);
        assert_eq!(time(0, 0, 0, huge), 0);
        assert_eq!(
            time(
                3,
                0,
                0,
                Cost {
                    base: 0,
                    per_text: 1
                }
            ),
            3
        );
    }
}
