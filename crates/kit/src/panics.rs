use std::cell::RefCell;
use std::panic;

thread_local! {
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Keeps panics from writing across a timeline that is being drawn. Each thread remembers its last
/// one, with the line that it came from.
pub(crate) fn hold_back() {
    panic::set_hook(Box::new(|info| {
        let payload = info.payload();
        let message = payload.downcast_ref::<&str>().copied();
        let message = message.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        let message = message.unwrap_or("without a message");
        let place = info.location().map(ToString::to_string);
        let place = place.unwrap_or_else(|| "an unknown place".to_owned());
        let text = format!("it panicked at {place}: {message}");
        LAST.with(|last| last.replace(Some(text)));
    }));
}

/// The last panic of this thread.
pub(crate) fn last() -> String {
    let last = LAST.with(RefCell::take);
    last.unwrap_or_else(|| "it panicked".to_owned())
}
