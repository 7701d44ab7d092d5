use super::{Evidence, Finding};
use crate::run::Request;
use crate::words::seconds;
use std::collections::HashMap;
use std::time::Duration;

/// A connection that was free for so long could have been used: less is a matter of luck.
const FREE: Duration = Duration::from_millis(5);

/// One that was free for longer may have been closed for that, as pools do.
const STALE: Duration = Duration::from_secs(2);

/// New connections were opened while there was one that had nothing to do.
pub(super) fn too_many(seen: &Evidence<'_>) -> Option<Finding> {
    let opened = seen.figures.connections;
    // When the last request of each connection ended; `None` while one is in flight.
    let mut free: HashMap<u64, Option<Duration>> = HashMap::new();
    let mut changes: Vec<(Duration, bool, &Request<'_>)> = Vec::new();
    for &request in &seen.requests {
        changes.push((request.start, false, request));
        // The connection of a call that was given up cannot be used again.
        if let Some(end) = request.end.filter(|_| request.status().is_some()) {
            changes.push((end, true, request));
        }
    }
    changes.sort_by_key(|&(at, ends, _)| (at, !ends));
    let mut needless: Vec<&Request<'_>> = Vec::new();
    for (at, ends, request) in changes {
        if ends {
            free.insert(request.connection, Some(at));
            continue;
        }
        let known = free.insert(request.connection, None).is_some();
        // A request may have waited for its connection: what counts is what was free when it was opened.
        let opened = usize::try_from(request.connection).ok();
        let opened = opened.and_then(|number| seen.run.opened.get(number));
        let opened = opened.copied().unwrap_or(at);
        let mut others = free.values().flatten();
        let could = |&since: &Duration| since + FREE <= opened && opened <= since + STALE;
        if !known && others.any(could) {
            needless.push(request);
        }
    }
    let first = needless.first()?;
    let at = seconds(first.start);
    let each_once = seen.figures.carried == (1, 1);
    let peak = seen.figures.in_flight;
    if each_once && needless.len() >= 2 && 2 * needless.len() >= opened {
        let requests = seen.figures.requests;
        return Some(Finding {
            seen: format!(
                "{opened} connections for {requests} requests: a new client for each call. At {at} \
                 {} opened one, though another had nothing to do.",
                super::name(first)
            ),
            at: first.start,
            means:
                "A session, or a client, is made inside the function that makes the call, or each \
                    answer is not read to its end. Make one for all calls, and pass it in."
                    .to_owned(),
            lessons: &["connection-pool", "sequential"],
        });
    }
    if !each_once && needless.len() >= 3 && opened > 2 * peak + seen.figures.abandoned {
        return Some(Finding {
            seen: format!(
                "{opened} connections, though never more than {peak} requests were in flight. At {at} \
                 {} opened one, though another had nothing to do.",
                super::name(first)
            ),
            at: first.start,
            means:
                "There are several clients where one could be shared, or a pool keeps fewer idle \
                    connections than there are calls at once."
                    .to_owned(),
            lessons: &["connection-pool", "sequential"],
        });
    }
    None
}
