//! Where articles come from: a file or a database, which is read one article at a time.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Notes when an article is read. What was read and is not done yet has to be kept in memory.
#[derive(Debug, Default)]
pub struct Source {
    reads: Mutex<Vec<Instant>>,
}

impl Source {
    /// The articles, each of which is read when it is asked for.
    pub fn read<'a>(&'a self, articles: &'a [String]) -> impl Iterator<Item = &'a String> + Send {
        articles.iter().inspect(|_| {
            let mut reads = self.reads.lock().unwrap_or_else(PoisonError::into_inner);
            reads.push(Instant::now());
        })
    }

    /// How many had been read, and since when.
    pub fn history(&self) -> Vec<(Instant, u32)> {
        let reads = self.reads.lock().unwrap_or_else(PoisonError::into_inner);
        reads.iter().copied().zip(1..).collect()
    }
}
