//! A bug in what is done with one answer.

pub mod asynchronous;
pub mod blocking;

use std::any::Any;

/// The title of a summary. It trusts the API always to send one, which is the bug.
fn title(summary: &str) -> String {
    let parts = summary.split_once(": ");
    let (title, _) = parts.expect("a summary begins with its title");
    title.to_owned()
}

/// What a panic said: `panic!` and `expect` carry a text, of one type or of the other.
fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message")
}
