use super::standing::Level;
use std::collections::VecDeque;
use std::time::Duration;

/// A sliding window: at most so much in every piece of time of a length.
#[derive(Debug)]
pub(super) struct Window {
    limit: usize,
    per: Duration,
    /// What was taken when, and not so long ago; and all of it together.
    taken: VecDeque<(Duration, usize)>,
    sum: usize,
}

impl Window {
    pub(super) fn new(limit: usize, per: Duration) -> Self {
        Window {
            limit,
            per,
            taken: VecDeque::new(),
            sum: 0,
        }
    }

    pub(super) fn limit(&self) -> usize {
        self.limit
    }

    fn slide(&mut self, now: Duration) {
        while let Some(&(at, cost)) = self.taken.front()
            && now.saturating_sub(at) >= self.per
        {
            self.taken.pop_front();
            self.sum -= cost;
        }
    }

    /// How long until so much may be taken: nothing when it is now, `None` when it is never.
    pub(super) fn wait(&mut self, now: Duration, cost: usize) -> Option<Duration> {
        if cost > self.limit {
            return None;
        }
        self.slide(now);
        let (mut sum, mut wait) = (self.sum, Duration::ZERO);
        for &(at, taken) in &self.taken {
            if sum + cost <= self.limit {
                break;
            }
            sum -= taken;
            wait = self.per.saturating_sub(now.saturating_sub(at));
        }
        Some(wait)
    }

    pub(super) fn take(&mut self, now: Duration, cost: usize) {
        self.taken.push_back((now, cost));
        self.sum += cost;
    }

    pub(super) fn level(&mut self, now: Duration) -> Level {
        self.slide(now);
        let last = self.taken.back();
        Level {
            limit: self.limit,
            remaining: self.limit.saturating_sub(self.sum),
            reset: last.map_or(Duration::ZERO, |&(at, _)| {
                self.per.saturating_sub(now.saturating_sub(at))
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn what_was_taken_comes_back_piece_by_piece() {
        let mut window = Window::new(10, s(60));
        assert_eq!(window.wait(s(0), 10), Some(s(0)));
        window.take(s(0), 4);
        window.take(s(10), 5);
        assert_eq!(window.wait(s(20), 1), Some(s(0)));
        assert_eq!(window.wait(s(20), 2), Some(s(40)));
        assert_eq!(window.wait(s(20), 6), Some(s(50)));
        assert_eq!(window.wait(s(20), 11), None);
        assert_eq!(window.wait(s(60), 5), Some(s(0)));
        let level = window.level(s(60));
        assert_eq!((level.remaining, level.reset), (5, s(10)));
    }
}
