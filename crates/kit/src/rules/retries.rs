use super::{Broken, Cause, Rule, busy_or};
use timeline::seconds;

/// The client waits so many ticks between the attempts of this lane: no less, and no more. How many
/// attempts there are is another rule.
pub fn waits_between(lane: &str, waits: &[u32]) -> Rule {
    let (lane, waits) = (lane.to_owned(), waits.to_vec());
    let wanted = format!("waits as asked before it repeats {lane}");
    Rule::new(wanted, Cause::Sent, move |seen| {
        let pairs = seen.timeline.lane(&lane).windows(2).zip(&waits).zip(1..);
        for ((pair, &wait), attempt) in pairs {
            let end = pair[0].end.unwrap_or(pair[0].start);
            let waited = pair[1].start.saturating_sub(end);
            if waited == wait {
                continue;
            }
            let told = format!(
                "After attempt {attempt} of {lane}, which ended at {}, it waited {}; {} is wanted.",
                seconds(end),
                seconds(waited),
                seconds(wait)
            );
            let reply = seen.asked.scenario().script().scripted(&lane, attempt - 1);
            let advice = match (reply.asks_to_wait(), waited < wait) {
                (true, true) => {
                    "The server says how long to wait: look at `retry_after` in the error, each time."
                }
                (true, false) => {
                    "The server says how long to wait: it has room then. Is another wait added to that?"
                }
                (false, true) if waited == 0 => {
                    "It came again at once. Is the wait really waited for?"
                }
                (false, true) => "Too early. How does the wait grow from attempt to attempt?",
                (false, false) => {
                    "Too late. How does the wait grow from attempt to attempt? Does another call hold \
                     this one up?"
                }
            };
            return Err(Broken::new(told, busy_or(seen, advice)));
        }
        Ok(())
    })
}
