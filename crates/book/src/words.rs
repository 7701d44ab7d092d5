//! Every word that pages say by themselves around what a chapter says, for who translates them: those
//! of pictures are in `crates/timeline/src/names.rs`, those of scripts in `book/player/words.js`.

use timeline::Outcome;

/// Folds the requests of a picture out, as a table.
pub(crate) const AS_A_TABLE: &str = "The same as a table";

/// The columns of that table.
pub(crate) const REQUESTS: [&str; 4] = ["request", "sent", "ended", "how"];

/// Who a moment belongs to, and what is said of the run as a whole.
pub(crate) const THE_CLIENT: &str = "the client";
pub(crate) const ALL: &str = "all";

pub(crate) const NOT_SENT: &str = "not sent";

/// How a request ended.
pub(crate) fn ended(outcome: Outcome, for_nobody: bool) -> String {
    match outcome {
        Outcome::Answered(status) if for_nobody => format!("answered {status}, for nobody"),
        Outcome::Answered(status) => format!("answered {status}"),
        Outcome::Cut => "cut off by the server".to_owned(),
        Outcome::Abandoned => "the client hung up".to_owned(),
        Outcome::InFlight => "still in flight".to_owned(),
    }
}

/// The columns of what runs cost: time, most in flight, connections and new threads.
pub(crate) const COSTS: [&str; 4] = ["time", "most in flight", "connections", "new threads"];

/// The time of a run that has not done all of its work.
pub(crate) fn unfinished(time: &str) -> String {
    format!("({time}, unfinished)")
}

/// The name of a wrong run.
pub(crate) fn wrong(name: &str) -> String {
    format!("{name} (wrong)")
}

/// Folds the answer to a question out.
pub(crate) const ANSWER: &str = "What the server saw";

/// The run that an answer comes from, in HTML.
pub(crate) fn answered_by(run: &str) -> String {
    format!("in the run \u{201c}{run}\u{201d}")
}

/// Folds out the code that other code calls.
pub(crate) fn calls(names: &str) -> String {
    format!("What it calls: {names}")
}

/// Under the race of the first page, in HTML.
pub(crate) const RACE: &str = "Filled: answered. Hatched: refused. Dashed: the client hung up. These are recorded \
    runs; <code>cargo run -p race</code> runs all five on your machine.";

/// Who has won it.
pub(crate) const FIRST: &str = "first";

pub(crate) fn answered_of(answered: usize, all: usize) -> String {
    format!("{answered} of {all} answered")
}

/// A way of the race in one line.
pub(crate) fn raced(way: &str, requests: usize, time: &str, most: usize) -> String {
    format!("{way}: {requests} requests in {time}, at most {most} in flight")
}

/// How its requests ended.
pub(crate) const ENDS: [&str; 3] = ["answered", "refused", "given up by the client"];
