//! What a token is where nothing can be interrupted.

use std::sync::atomic::{AtomicBool, Ordering};

/// A flag that counts as set when one above it is.
#[derive(Default)]
pub(super) struct Flag<'parent> {
    set: AtomicBool,
    parent: Option<&'parent Flag<'parent>>,
}

impl Flag<'_> {
    pub(super) fn child(&self) -> Flag<'_> {
        Flag {
            set: AtomicBool::new(false),
            parent: Some(self),
        }
    }

    pub(super) fn cancel(&self) {
        self.set.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.set.load(Ordering::Relaxed) || self.parent.is_some_and(Flag::is_cancelled)
    }
}
