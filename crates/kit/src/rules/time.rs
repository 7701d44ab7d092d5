use super::{Broken, Cause, Rule, busy_or};
use timeline::seconds;

/// The first request is sent at once, and the call returns when the last one has ended. Part of every
/// exercise.
pub fn takes_no_time_of_its_own() -> Rule {
    Rule::new("takes no time of its own", Cause::Time, |seen| {
        let before = seen.before();
        if before > 0 {
            return Err(Broken::new(
                format!(
                    "The server saw nothing of it for the first {}.",
                    seconds(before)
                ),
                busy_or(seen, "What is waited for before the first request?"),
            ));
        }
        let (Some(returned), Some(ended)) = (seen.returned_at(), seen.timeline.ended_at()) else {
            return Ok(());
        };
        if returned <= ended {
            return Ok(());
        }
        Err(Broken::new(
            format!(
                "Your function returned at {}; the last request had ended at {}.",
                seconds(returned),
                seconds(ended)
            ),
            busy_or(
                seen,
                "Something is waited for that is over: a sleep in place of a join, a wait after the \
                 last attempt, a limit that is waited out?",
            ),
        ))
    })
}
