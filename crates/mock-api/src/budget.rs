use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bytes that may be held at once, by all together.
#[derive(Debug)]
pub(crate) struct Budget {
    left: AtomicUsize,
}

/// Bytes that somebody holds. Dropped, they are free again.
#[derive(Debug)]
pub(crate) struct Held {
    budget: Arc<Budget>,
    bytes: usize,
    was_refused: bool,
}

impl Budget {
    pub(crate) fn new(bytes: usize) -> Arc<Self> {
        Arc::new(Budget {
            left: AtomicUsize::new(bytes),
        })
    }

    pub(crate) fn nothing(self: &Arc<Self>) -> Held {
        Held {
            budget: Arc::clone(self),
            bytes: 0,
            was_refused: false,
        }
    }
}

impl Held {
    /// Holds so many bytes more, if there are so many left.
    pub(crate) fn grow(&mut self, bytes: usize) -> bool {
        let take = |left: usize| left.checked_sub(bytes);
        let left = &self.budget.left;
        let taken = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take);
        match taken {
            Ok(_) => self.bytes += bytes,
            Err(_) => self.was_refused = true,
        }
        taken.is_ok()
    }

    /// Whether it has ever asked for more than was left.
    pub(crate) fn was_refused(&self) -> bool {
        self.was_refused
    }

    /// Holds so many bytes, no more and no fewer, if that many are left.
    pub(crate) fn set(&mut self, bytes: usize) -> bool {
        match bytes.checked_sub(self.bytes) {
            Some(more) => self.grow(more),
            None => {
                let fewer = self.bytes - bytes;
                self.budget.left.fetch_add(fewer, Ordering::Relaxed);
                self.bytes = bytes;
                true
            }
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if self.bytes > 0 {
            self.budget.left.fetch_add(self.bytes, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_let_go_can_be_held_by_another() {
        let budget = Budget::new(10);
        let (mut one, mut other) = (budget.nothing(), budget.nothing());
        assert!(one.grow(4) && one.grow(4));
        assert!(!other.grow(3), "two are left");
        assert!(one.set(5) && other.set(5));
        assert!(!one.set(6));
        drop(other);
        assert!(one.set(10));
        drop(one);
        assert!(budget.nothing().grow(10));
    }
}
