use std::cell::Cell;
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

/// The first panic of any thread or task since it was [forgotten](forget).
static FIRST: Mutex<Option<String>> = Mutex::new(None);

static QUIET: AtomicBool = AtomicBool::new(false);

thread_local! {
    /// Whether this thread judges. It runs no solution, and its own panics are not the solution's: a
    /// test that fails while another one is judged.
    static JUDGES: Cell<bool> = const { Cell::new(false) };
}

/// Notes panics from now on, but not those of this thread. The first one says what happened: those that
/// follow, of whoever joined or unlocked, say only that something did.
pub(crate) fn note() {
    static ONCE: Once = Once::new();
    JUDGES.set(true);
    ONCE.call_once(|| {
        let default = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let payload = info.payload();
            let message = payload.downcast_ref::<&str>().copied();
            let message = message.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
            let message = message.unwrap_or("without a message");
            let place = info.location().map(ToString::to_string);
            let place = place.unwrap_or_else(|| "an unknown place".to_owned());
            let text = format!("it panicked at {place}: {message}");
            if !JUDGES.get() {
                held().get_or_insert(text);
            }
            if !QUIET.load(Ordering::Relaxed) {
                default(info);
            }
        }));
    });
}

/// Keeps panics from writing across a timeline that is being drawn, and notes them.
pub(crate) fn hold_back() {
    QUIET.store(true, Ordering::Relaxed);
    note();
}

/// Begins anew: what panicked before has nothing to do with what runs now.
pub(crate) fn forget() {
    held().take();
}

/// The first panic, with its message and its place.
pub(crate) fn first() -> Option<String> {
    held().clone()
}

fn held() -> MutexGuard<'static, Option<String>> {
    // It is whole whatever happens to whoever holds it.
    FIRST.lock().unwrap_or_else(PoisonError::into_inner)
}
