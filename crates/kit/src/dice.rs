use fastrand::Rng;
use std::ops::RangeInclusive;

/// How often a draw is repeated until it fits. One that never does is a mistake of the exercise.
const TRIES: u32 = 100_000;

/// Draws what a task leaves open, from a seed: the same seed draws the same.
#[derive(Debug)]
pub struct Dice {
    seed: u64,
    round: u32,
    varied: u64,
    random: Rng,
}

impl Dice {
    /// The dice of one of several draws with a seed; `round` counts from 0.
    pub fn new(seed: u64, round: u32) -> Self {
        // Any number that is not the seed of another round of a seed nearby.
        let own = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ u64::from(round);
        Dice {
            seed,
            round,
            varied: 0,
            random: Rng::with_seed(own),
        }
    }

    /// Which of the draws this is, from 0.
    pub fn round(&self) -> u32 {
        self.round
    }

    /// A number of ticks.
    pub fn ticks(&mut self, range: RangeInclusive<u32>) -> u32 {
        self.random.u32(range)
    }

    /// So many numbers of ticks.
    pub fn latencies(&mut self, count: usize, range: RangeInclusive<u32>) -> Vec<u32> {
        (0..count).map(|_| self.ticks(range.clone())).collect()
    }

    /// A number that is another one in each of the draws, as long as there are enough.
    pub fn varied(&mut self, range: RangeInclusive<u32>) -> u32 {
        self.varied += 1;
        let mut all: Vec<u32> = range.collect();
        Rng::with_seed(self.seed ^ (self.varied << 32)).shuffle(&mut all);
        all[self.round as usize % all.len()]
    }

    /// One of several.
    pub fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.random.usize(..all.len())].clone()
    }

    /// In another order.
    pub fn shuffled<T>(&mut self, all: impl IntoIterator<Item = T>) -> Vec<T> {
        let mut all: Vec<T> = all.into_iter().collect();
        self.random.shuffle(&mut all);
        all
    }

    /// So many prompts `article 7`, in an order that sorting does not give, by letters or by numbers.
    pub fn articles(&mut self, count: usize) -> Vec<String> {
        self.numbered("article", count)
    }

    /// The same, of something else than articles.
    pub fn numbered(&mut self, what: &str, count: usize) -> Vec<String> {
        let numbers = self.until(
            |dice| dice.shuffled(1..=40_u32)[..count].to_vec(),
            |numbers| {
                let names: Vec<String> = numbers.iter().map(u32::to_string).collect();
                let sorted = [
                    numbers.is_sorted(),
                    numbers.is_sorted_by(|a, b| a >= b),
                    names.is_sorted(),
                    names.is_sorted_by(|a, b| a >= b),
                ];
                sorted == [false; 4]
            },
        );
        let name = |number: &u32| format!("{what} {number}");
        numbers.iter().map(name).collect()
    }

    /// Draws again until it fits.
    ///
    /// # Panics
    ///
    /// When it never does.
    pub fn until<T>(
        &mut self,
        mut draw: impl FnMut(&mut Self) -> T,
        fits: impl Fn(&T) -> bool,
    ) -> T {
        let mut tries = (0..TRIES).map(|_| draw(self));
        let found = tries.find(fits);
        found.expect("an exercise asks for draws that exist")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same() {
        let draw = |seed, round| {
            let mut dice = Dice::new(seed, round);
            (dice.articles(5), dice.latencies(5, 1..=9))
        };
        assert_eq!(draw(7, 1), draw(7, 1));
        assert_ne!(draw(7, 1), draw(7, 2));
        assert_ne!(draw(7, 1), draw(8, 1));
    }

    #[test]
    fn what_is_varied_is_another_in_each_draw() {
        for seed in 0..100 {
            let drawn: Vec<[u32; 2]> = (0..3)
                .map(|round| {
                    let mut dice = Dice::new(seed, round);
                    [dice.varied(4..=6), dice.varied(0..=9)]
                })
                .collect();
            for column in 0..2 {
                let mut values: Vec<u32> = drawn.iter().map(|row| row[column]).collect();
                values.sort_unstable();
                values.dedup();
                assert_eq!(values.len(), 3, "seed {seed}: {drawn:?}");
            }
        }
    }

    #[test]
    fn sorting_does_not_give_the_order_of_the_articles() {
        for seed in 0..200 {
            let articles = Dice::new(seed, 0).articles(5);
            let mut sorted = articles.clone();
            sorted.sort();
            assert_ne!(articles, sorted);
            sorted.reverse();
            assert_ne!(articles, sorted);
        }
    }
}
