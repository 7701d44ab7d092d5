use super::{Evidence, Finding, name};
use crate::run::Request;
use crate::words::{number, seconds};
use std::time::Duration;

/// What happens within so long of each other has one cause.
const TOGETHER: Duration = Duration::from_millis(60);

/// Within so long, one thing is the cause of the other.
const BECAUSE: Duration = Duration::from_millis(30);

/// What is given up so long before the program ends is given up because it ends, or ends it.
const LAST: Duration = Duration::from_millis(100);

/// Most calls of which one wins a race.
const RACE: usize = 4;

/// Calls that the program gave up by itself, and not because another one had won.
pub(super) fn hung_up(seen: &Evidence<'_>) -> Option<Finding> {
    if seen.around.interrupted {
        return None;
    }
    let given_up: Vec<&Request<'_>> = given_up(seen)
        .filter(|request| !is_at_the_end(seen, request) && !has_a_reason(seen, request))
        .collect();
    let first = given_up.first()?;
    let ends = || given_up.iter().filter_map(|request| request.end);
    let took = || given_up.iter().filter_map(|request| request.took());
    let (shortest, longest) = (took().min()?, took().max()?);
    let calls = number(given_up.len(), "call", "calls");
    let (at, from) = (seconds(first.end?), name(first));
    // A timer is late by a little, and by more when it is long.
    let same = longest - shortest <= TOGETHER.max(longest / 20);
    let at_once = ends().max()?.saturating_sub(ends().min()?) <= TOGETHER;
    let several = given_up.len() > 1;
    let (told, means) = match () {
        () if same => (
            format!(
                "{calls} hung up after {}, the first at {at}: {from}",
                seconds(longest)
            ),
            "A timeout, of each call or around all of them, is shorter than the answers take. They are lost, \
             and who tries again pays twice. Is it meant for one attempt, for all of them together, or \
             for the wait between two bytes?",
        ),
        () if several && at_once => (
            format!(
                "{calls} hung up together at {at}, the oldest after {}",
                seconds(longest)
            ),
            "One deadline stands around all of them, or an error that is no answer took the others along, as \
             in a task group. Their answers are lost. Is that what you want, and is the time enough for \
             all?",
        ),
        () => (
            format!(
                "{calls} hung up after {} to {}, the first at {at}: {from}",
                seconds(shortest),
                seconds(longest)
            ),
            "The calls were dropped or cancelled before they were answered. What gives them up, and does \
             somebody miss their answers?",
        ),
    };
    Some(Finding {
        seen: format!("{told}."),
        at: first.end?,
        means: means.to_owned(),
        lessons: &["timeout", "cancellation"],
    })
}

/// Calls that nobody waited for: the program ended while they were in flight.
pub(super) fn left_behind(seen: &Evidence<'_>) -> Option<Finding> {
    if seen.around.interrupted {
        return None;
    }
    let ended = seen.around.ended?;
    let left = given_up(seen).filter(|one| is_at_the_end(seen, one) && !has_a_reason(seen, one));
    let still = seen.requests.iter().copied();
    let still = still.filter(|request| request.end.is_none());
    let left: Vec<&Request<'_>> = left.chain(still).collect();
    let first = left.first()?;
    let waited = left
        .iter()
        .map(|request| request.end.unwrap_or(ended).saturating_sub(request.start));
    let longest = waited.max()?;
    Some(Finding {
        seen: format!(
            "{} hung up after {}, as the program ended at {}. One was {}, sent at {}.",
            number(left.len(), "call", "calls"),
            seconds(longest),
            seconds(ended),
            name(first),
            seconds(first.start)
        ),
        at: ended,
        means: "They were started and nobody waited for them, as with a task that is not awaited or \
                joined. Or what ended the program gave them up: a deadline around all of them, or an error \
                of another call."
            .to_owned(),
        lessons: &["background", "timeout", "cancellation"],
    })
}

fn given_up<'a>(seen: &'a Evidence<'a>) -> impl Iterator<Item = &'a Request<'a>> {
    let requests = seen.requests.iter().copied();
    requests.filter(|request| request.outcome == timeline::Outcome::Abandoned)
}

/// Whether the end of the program cut it off.
fn is_at_the_end(seen: &Evidence<'_>, request: &Request<'_>) -> bool {
    let ended = seen.around.ended;
    ended.is_some_and(|ended| request.end.is_some_and(|end| end + LAST >= ended))
}

/// Whether another call is the reason: one with the same prompt won, or the only others that there were;
/// or one failed, and what went on was stopped with it.
fn has_a_reason(seen: &Evidence<'_>, request: &Request<'_>) -> bool {
    let Some(end) = request.end else {
        return false;
    };
    let all = || seen.requests.iter().copied();
    let before = |other: &&Request<'_>| {
        let at = other.end.unwrap_or(Duration::MAX);
        other.status().is_some() && request.start < at && at <= end
    };
    // However long it takes to hang up: that prompt has its answer.
    let mut same = all().filter(|other| other.label == request.label);
    if same.any(|other| other.is_ok() && before(&other)) {
        return true;
    }
    let just_before = |other: &&Request<'_>| {
        before(other)
            && other
                .end
                .is_some_and(|at| end.saturating_sub(at) <= BECAUSE)
    };
    let mut others = all().filter(just_before);
    let goes_on =
        all().any(|other| other.start < end && other.end.is_none_or(|at| at > end + BECAUSE));
    let stopped = || {
        let here = all().filter(|other| other.end.is_some_and(|at| at.abs_diff(end) <= BECAUSE));
        here.count()
    };
    others.any(|other| match other.is_ok() {
        true => !goes_on && stopped() <= RACE,
        false => !goes_on,
    })
}
