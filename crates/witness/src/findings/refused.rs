use super::{Evidence, Finding, name};
use crate::run::{Request, Retry, retries};
use crate::words::{asked, number, seconds};
use std::collections::HashSet;
use std::time::Duration;

/// A client that waits as it was asked may still be so early, by its clock or its timer.
const SLACK: Duration = Duration::from_millis(50);

/// No pause at all.
const AT_ONCE: Duration = Duration::from_millis(50);

fn is_refused(request: &Request<'_>) -> bool {
    request.status() == Some(429)
}

/// More in a time than the server takes.
pub(super) fn too_often(seen: &Evidence<'_>) -> Option<Finding> {
    let rate = seen.around.rate?;
    let rate = format!("{} in {}", rate.requests, asked(rate.per));
    let requests = &seen.requests;
    let refused = requests.iter().filter(|request| is_refused(request));
    let (count, all) = (refused.clone().count(), requests.len());
    let first = refused.clone().next()?;
    if count < 3 || count * 10 < all {
        return None;
    }
    let before = requests
        .iter()
        .filter(|request| request.start < first.start)
        .count();
    Some(Finding {
        seen: format!(
            "{count} of {all} requests were refused with 429: the server takes {rate}. {before} had been \
             sent when it refused the first, at {}.",
            seconds(first.start)
        ),
        at: first.start,
        means: "A limit on requests in flight is no limit on requests per time. A token bucket that all \
                calls share, and that fills as fast as the server allows, keeps to it; one that begins \
                full sends its burst on top."
            .to_owned(),
        lessons: &["rate-limit", "backoff"],
    })
}

/// Attempts that came before the time that the server asked for, or at once where it asked for none.
pub(super) fn too_early(seen: &Evidence<'_>) -> Option<Finding> {
    let all = retries(&seen.requests);
    let worth = |retry: &&Retry<'_>| matches!(retry.before.status(), Some(429 | 500..=504));
    let asked_to_wait: Vec<&Retry<'_>> = all
        .iter()
        .filter(worth)
        .filter(|retry| retry.before.wait.is_some())
        .collect();
    let early = |retry: &&&Retry<'_>| {
        let wait = retry.before.wait.unwrap_or_default();
        retry.gap() + SLACK < wait
    };
    let came: Vec<&&Retry<'_>> = asked_to_wait.iter().filter(early).collect();
    if let (Some(first), Some(longest)) = (came.first(), came.iter().map(|one| one.gap()).max()) {
        let wait = first.before.wait.unwrap_or_default();
        let (some, of) = (came.len(), asked_to_wait.len());
        return Some(Finding {
            seen: format!(
                "{some} of {of} refused requests came back within {}, though the server asked for {}. The \
                 first was {} at {}.",
                seconds(longest),
                asked(wait),
                name(first.after),
                seconds(first.after.start)
            ),
            at: first.after.start,
            means: "Retry-After is not looked at. Wait for what it says, and where it says nothing longer \
                    from attempt to attempt, with some jitter."
                .to_owned(),
            lessons: &["backoff"],
        });
    }
    let unasked = all.iter().filter(worth);
    let unasked: Vec<&Retry<'_>> = unasked.filter(|one| one.before.wait.is_none()).collect();
    let at_once: Vec<&&Retry<'_>> = unasked.iter().filter(|one| one.gap() < AT_ONCE).collect();
    let first = at_once.first()?;
    // One quick second attempt is a policy that some have.
    if at_once.len() < 3 {
        return None;
    }
    let status = first.before.status()?;
    Some(Finding {
        seen: format!(
            "{} of {} failed requests came back at once. The first was {} at {}, after {status}.",
            at_once.len(),
            unasked.len(),
            name(first.after),
            seconds(first.after.start)
        ),
        at: first.after.start,
        means: "There is no wait before the next attempt, or nobody awaits it. A server in trouble gets \
                more requests than before. Wait longer from attempt to attempt, with some jitter."
            .to_owned(),
        lessons: &["backoff"],
    })
}

/// Refused, not sent again, and the program says that all is well.
pub(super) fn never_again(seen: &Evidence<'_>) -> Option<Finding> {
    if !seen.around.success {
        return None;
    }
    let all = &seen.requests;
    let refused = all.iter().filter(|request| is_refused(request));
    let key = |request: &Request<'_>| (request.client, request.body);
    let mut attempts = std::collections::HashMap::new();
    for request in all {
        *attempts.entry(key(request)).or_insert(0_usize) += 1;
    }
    let ok = all.iter().filter(|request| request.is_ok());
    let ok: HashSet<(u32, u64)> = ok.map(|request| key(request)).collect();
    let lost = |request: &&&Request<'_>| {
        attempts.get(&key(request)) == Some(&1) && !ok.contains(&key(request))
    };
    let lost: Vec<&&Request<'_>> = refused.filter(lost).collect();
    let first = lost.first()?;
    let were = if lost.len() == 1 { "was" } else { "were" };
    Some(Finding {
        seen: format!(
            "{} {were} refused with 429 and never sent again, and the program ended with success. The first \
             was {} at {}.",
            number(lost.len(), "request", "requests"),
            name(first),
            seconds(first.start)
        ),
        at: first.start,
        means: "Their answers are missing, or the text of an error stands in their place. Is the status of \
                each answer looked at, and 429 tried again later?"
            .to_owned(),
        lessons: &["partial-failure", "backoff"],
    })
}
