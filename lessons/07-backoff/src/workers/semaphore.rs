//! A semaphore for threads. The standard library has none.

use std::sync::{Condvar, Mutex};

pub(super) struct Semaphore {
    free: Mutex<usize>,
    freed: Condvar,
}

/// Given back when it is dropped.
pub(super) struct Permit<'semaphore>(&'semaphore Semaphore);

impl Semaphore {
    pub(super) fn new(permits: usize) -> Self {
        Semaphore {
            free: Mutex::new(permits),
            freed: Condvar::new(),
        }
    }

    pub(super) fn acquire(&self) -> Permit<'_> {
        let free = self.free.lock().expect("counting does not panic");
        // Gives the lock away while it waits, and has it again when there is a permit.
        let free = self.freed.wait_while(free, |free| *free == 0);
        *free.expect("counting does not panic") -= 1;
        Permit(self)
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().expect("counting does not panic") += 1;
        self.0.freed.notify_one();
    }
}
