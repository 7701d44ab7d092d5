//! What the exercise of this lesson asks for.

use kit::rules::{Broken, Cause, Rule, hangs_up, no_idle_slot, waits_for_all};
use kit::{Dice, Evidence, Exercise, Form, Outcome, Plan, Reply, Scenario, Task, Wanted};

const APOLOGY: &str = "apology";

/// Articles that belong together, of which one fails, or none.
pub fn exercise() -> Exercise {
    Exercise::new(
        5,
        Form::Async,
        "Stop the rest",
        "Without one of the articles there is no page: when a call fails, only the answer to \
         the prompt apology is to be returned. The code goes on for a while before it sees \
         that. Make the first failure stop all other calls, and ask for the apology at that \
         moment. Where none fails, the summaries are returned as before.",
        |dice| {
            // In one of the draws nothing fails. In the others it is not always the same class of
            // statuses: any error is a failure.
            match dice.varied(0..=2) {
                0 => whole(dice),
                1 => torn(dice, [404, 429]),
                _ => torn(dice, [500, 503]),
            }
        },
    )
}

fn whole(dice: &mut Dice) -> Task {
    let count = dice.ticks(4..=6) as usize;
    let articles = dice.articles(count);
    let latencies = dice.until(
        |dice| dice.latencies(count, 1..=7),
        // One of them takes as long as any that is stopped where one fails.
        |latencies| {
            !latencies.is_sorted()
                && !latencies.is_sorted_by(|a, b| a >= b)
                && latencies.contains(&7)
        },
    );
    let scenario = Scenario::answering(articles.iter().zip(latencies));
    let scenario = scenario.follow_up(APOLOGY, Reply::ok().after(3));
    let ideal = Plan::shared(&scenario, count);
    Task::new(scenario, ideal)
        .rule(no_idle_slot(count))
        .rule(waits_for_all())
}

fn torn(dice: &mut Dice, statuses: [u16; 2]) -> Task {
    // Few and short, so that the machine has to keep time for no longer than needed, also where they are
    // asked one after another.
    let count = dice.ticks(4..=5) as usize;
    let articles = dice.articles(count);
    let failure = dice.varied(2..=4);
    // One is answered before, so that there is something to be thrown away. Whoever awaits the tasks in
    // order, or from the end, meets one that takes longer before the one that fails.
    let (fails, early) = dice.until(
        |dice| {
            let mut any = || dice.ticks(0..=19) as usize % count;
            (any(), any())
        },
        |&(fails, early)| is_behind_another(count, fails, early),
    );
    let status = dice.one_of(&statuses);
    let mut others = dice.latencies(count, failure + 2..=failure + 5);
    others[early] = dice.ticks(1..=failure - 1);
    let apology = dice.ticks(2..=5);
    let ideal = Plan::new().connections(count + 1);
    let start = (Scenario::new(), ideal);
    let numbered = articles.iter().zip(others).enumerate();
    let (scenario, ideal) =
        numbered.fold(
            start,
            |(scenario, ideal), (index, (article, other))| match index == fails {
                true => (
                    scenario.prompt(article, Reply::status(status).after(failure)),
                    ideal.stay(article, 0, failure, Outcome::Answered(status)),
                ),
                false => (
                    scenario.prompt(article, Reply::ok().after(other)),
                    match other < failure {
                        true => ideal.stay(article, 0, other, Outcome::Answered(200)),
                        false => ideal.stay(article, 0, failure, Outcome::Abandoned),
                    },
                ),
            },
        );
    let scenario = scenario.follow_up(APOLOGY, Reply::ok().after(apology));
    let ideal = ideal.stay(APOLOGY, failure, failure + apology, Outcome::Answered(200));
    let task = Task::new(scenario, ideal)
        .returning([Wanted::answer(APOLOGY)])
        .rule(no_idle_slot(count))
        .rule(asks_for_the_apology_in_time())
        .rule(asks_for_the_apology());
    let others = articles
        .iter()
        .enumerate()
        .filter(|(index, _)| ![fails, early].contains(index));
    others.fold(task, |task, (_, article)| {
        task.rule(hangs_up(article, failure, "the failure"))
    })
}

/// Whether something other than the one that is answered early stands before the one that fails, seen from
/// either end.
fn is_behind_another(count: usize, fails: usize, early: usize) -> bool {
    let others = |mut range: std::ops::Range<usize>| range.any(|index| index != early);
    fails != early && others(0..fails) && others(fails + 1..count)
}

/// The first failure that the server sent: its lane and its tick. Where calls were sent late, it is not
/// where the plan has it.
fn first_failure<'a>(seen: &Evidence<'a>) -> Option<(&'a str, u32)> {
    let failed = seen.sent().into_iter().filter(|(lane, span)| {
        *lane != APOLOGY && matches!(span.outcome, Outcome::Answered(400..))
    });
    let ends = failed.filter_map(|(lane, span)| Some((lane, span.end?)));
    ends.min_by_key(|&(_, end)| end)
}

/// The apology is asked for in the tick of the first failure.
fn asks_for_the_apology_in_time() -> Rule {
    let wanted = "asks for the apology when the first call has failed";
    Rule::new(wanted, Cause::Sent, |seen| {
        let Some(asked) = seen.timeline.lane(APOLOGY).first() else {
            return Ok(());
        };
        let at = kit::seconds(asked.start);
        let Some((lane, failed)) = first_failure(seen) else {
            return Err(Broken::new(
                format!("The apology was asked for at {at}, and no call ever failed."),
                "What is it asked for? Is the call that fails given up before it can?",
            ));
        };
        let advice = match asked.start {
            start if start == failed => return Ok(()),
            start if start < failed => {
                "Nothing had failed yet. What is it asked for? It is wanted only when a call has \
                 returned an error."
            }
            _ => {
                "What else is waited for first? The tasks end in an order of their own: \
                 whichever fails first has to be heard first."
            }
        };
        let failed = kit::seconds(failed);
        Err(Broken::new(
            format!(
                "The apology was asked for at {at}; the first failure, {lane}, came at {failed}."
            ),
            advice,
        ))
    })
}

/// There is an apology where a call has failed.
fn asks_for_the_apology() -> Rule {
    let wanted = "asks for an apology when a call has failed";
    Rule::new(wanted, Cause::Missing, |seen| {
        if !seen.timeline.lane(APOLOGY).is_empty() {
            return Ok(());
        }
        let Some((lane, failed)) = first_failure(seen) else {
            return Ok(());
        };
        let failed = kit::seconds(failed);
        Err(Broken::new(
            format!("{lane} failed at {failed}, and the prompt apology was never sent."),
            "What becomes of the error? The apology is a prompt like the others: the server has \
             it, and nobody else.",
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever awaits tasks one after another hears of a failure when those before it have ended too. In
    /// each draw with a failure that is too late, in whichever direction.
    #[test]
    fn one_after_another_is_too_late() {
        for (seed, round) in (0..500).flat_map(|seed| (0..3).map(move |round| (seed, round))) {
            let task = exercise().task(seed, round);
            let scenario = task.scenario();
            let ends: Vec<(u16, u32)> = (scenario.prompts().iter())
                .map(|prompt| scenario.script().scripted(prompt, 0))
                .map(|reply| (reply.code(), reply.ticks()))
                .collect();
            let mut turned = ends.clone();
            turned.reverse();
            for ends in [ends, turned] {
                let Some(fails) = ends.iter().position(|&(code, _)| code >= 400) else {
                    continue;
                };
                let (failure, before) = (ends[fails].1, &ends[..fails]);
                assert!(
                    before.iter().any(|&(_, end)| end > failure),
                    "seed {seed}, draw {round}: {ends:?}"
                );
            }
        }
    }
}
