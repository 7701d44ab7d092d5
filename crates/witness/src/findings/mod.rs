//! What a run says about the program that made it: the mistakes that the exercises of the lessons know,
//! looked for in a program that has no exercise. Nothing is known of what it wanted to do, so a finding
//! is told only where no right program would have left this trace. Pure.

mod connections;
mod ended;
mod flight;
mod refused;
mod sent;
#[cfg(test)]
mod tests;

use crate::figures::Figures;
use crate::run::{Request, Run};
use mock_api::RateLimit;
use std::time::Duration;

/// Something that a run shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// What the server saw, and when.
    pub(crate) seen: String,
    /// The moment, for a picture.
    pub(crate) at: Duration,
    /// What that usually means.
    pub(crate) means: String,
    /// Slugs of the lessons that teach it, the best first. Some may not be there yet.
    pub(crate) lessons: &'static [&'static str],
}

/// What is known of the run beside its log.
#[derive(Debug, Clone, Default)]
pub(crate) struct Around {
    /// Most requests in flight that the server took.
    pub(crate) max_in_flight: Option<usize>,
    /// The rate that it took.
    pub(crate) rate: Option<RateLimit>,
    /// When the program ended, on the clock of the log.
    pub(crate) ended: Option<Duration>,
    /// Whether it ended with success, and by itself.
    pub(crate) success: bool,
    /// Whether somebody stopped it.
    pub(crate) interrupted: bool,
}

/// What the checks look at.
struct Evidence<'a> {
    run: &'a Run<'a>,
    requests: Vec<&'a Request<'a>>,
    figures: Figures,
    around: &'a Around,
}

type Check = fn(&Evidence<'_>) -> Option<Finding>;

/// What comes first is often the reason for what comes later.
const CHECKS: [Check; 12] = [
    sent::nothing,
    sent::wrong_address,
    sent::hopeless,
    sent::again_though_answered,
    flight::one_at_a_time,
    flight::waves,
    flight::too_many,
    refused::too_often,
    refused::too_early,
    refused::never_again,
    ended::hung_up,
    connections::too_many,
];

/// All that is found, in an order in which it can be mended.
pub(crate) fn findings(run: &Run<'_>, around: &Around) -> Vec<Finding> {
    let requests = run.all();
    let evidence = Evidence {
        run,
        figures: Figures::of(&requests),
        requests,
        around,
    };
    let found = CHECKS.iter().filter_map(|check| check(&evidence));
    found.chain(ended::left_behind(&evidence)).collect()
}

/// The name of a request in a sentence.
fn name(request: &Request<'_>) -> String {
    match request.label {
        "" => "a request without a prompt".to_owned(),
        label => format!("\"{label}\""),
    }
}
