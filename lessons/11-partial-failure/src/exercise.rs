//! What the exercise of this lesson asks for.

use kit::rules::{Broken, Cause, Rule, no_idle_slot};
use kit::{Dice, Evidence, Exercise, Form, Outcome, Plan, Reply, Scenario, Task, Wanted, seconds};

/// What may succeed in a second pass. A draw that has failures of this kind has them all.
const MAY_SUCCEED: [u16; 5] = [429, 500, 502, 503, 504];

/// What will not, so that all of it is met in three draws. Some look like those that may.
const HOPELESS: [[u16; 2]; 3] = [[400, 501], [404, 505], [422, 501]];

/// The slowest call of the first pass, in ticks. It is answered well.
const SLOWEST: u32 = 6;

/// Articles of which some have a summary at once, some at the second attempt, and some never.
pub fn exercise() -> Exercise {
    Exercise::new(
        11,
        Form::Async,
        "A second pass",
        "One article that fails costs all summaries. Return a line for each article, in order: \
         its summary or, where there is none, the text of its last error. When all calls have \
         ended, send those articles once more that failed with 429, 500, 502, 503 or 504, all \
         at once. Nothing else is sent twice, and nothing three times.",
        task,
    )
}

/// What becomes of one article.
struct Fate {
    replies: Vec<Reply>,
    /// What is said in the end, where that is no summary.
    refused: Option<(u16, String)>,
}

fn task(dice: &mut Dice) -> Task {
    let hopeless_ones = HOPELESS[dice.varied(0..=2) as usize];
    // In one of the draws there is no second pass, and nothing to wait for.
    let has_second_pass = dice.varied(0..=2) > 0;
    let fates = dice.until(
        |dice| {
            let mut fates: Vec<Fate> = hopeless_ones.map(|code| hopeless(dice, code)).into();
            fates.extend([healthy(dice), slowest()]);
            fates.extend(match has_second_pass {
                true => temporary(dice),
                false => vec![healthy(dice), healthy(dice)],
            });
            dice.shuffled(fates)
        },
        |fates| tells_apart(fates),
    );
    asked(dice, &fates)
}

/// Whether this order tells right from wrong: an article that is sent twice stands before the slowest, so
/// that who joins in order meets it early, and who appends what the second pass brought has another
/// order. And no order in which answers come is that of the articles.
fn tells_apart(fates: &[Fate]) -> bool {
    let ticks = |fate: &Fate, attempt: usize| fate.replies[attempt].ticks();
    let slowest = fates.iter().position(|fate| ticks(fate, 0) == SLOWEST);
    let twice: Vec<usize> = (0..fates.len())
        .filter(|&index| fates[index].replies.len() > 1)
        .collect();
    let first: Vec<u32> = fates.iter().map(|fate| ticks(fate, 0)).collect();
    let second: Vec<u32> = twice.iter().map(|&index| ticks(&fates[index], 1)).collect();
    let early = twice.is_empty() || twice.first().copied() < slowest;
    early && !first.is_sorted() && (second.is_empty() || !second.is_sorted())
}

fn asked(dice: &mut Dice, fates: &[Fate]) -> Task {
    let articles = dice.articles(fates.len());
    let mut scenario = Scenario::new();
    let mut ideal = Plan::new().connections(fates.len());
    let mut returned = Vec::new();
    for (article, fate) in articles.iter().zip(fates) {
        for (reply, start) in fate.replies.iter().zip([0, SLOWEST]) {
            let outcome = Outcome::Answered(reply.code());
            ideal = ideal.stay(article, start, start + reply.ticks(), outcome);
        }
        returned.push(match &fate.refused {
            Some((code, why)) => Wanted::text_of(&format!("the API answered {code}: {why}")),
            None => Wanted::answer(article),
        });
        scenario = scenario.prompt(article, fate.replies.clone());
    }
    Task::new(scenario, ideal)
        .returning(returned)
        .rule(sends_the_second_pass_when_the_first_is_over())
        .rule(no_idle_slot(fates.len()))
}

/// A text with a status in it that means something else than the status of the answer.
fn misleading(dice: &mut Dice, codes: &[u16]) -> String {
    format!("see case {}", dice.one_of(codes))
}

/// Answered well, before the slowest.
fn healthy(dice: &mut Dice) -> Fate {
    Fate {
        replies: vec![Reply::ok().after(dice.ticks(1..=SLOWEST - 1))],
        refused: None,
    }
}

/// Answered well when all others of the first pass have ended.
fn slowest() -> Fate {
    Fate {
        replies: vec![Reply::ok().after(SLOWEST)],
        refused: None,
    }
}

/// Those that are sent again, each with another status.
fn temporary(dice: &mut Dice) -> Vec<Fate> {
    let codes = dice.shuffled(MAY_SUCCEED);
    vec![
        passing(dice, codes[0]),
        passing(dice, codes[1]),
        passing(dice, codes[2]),
        broken(dice, codes[3], codes[0]),
        spoiled(dice, codes[4]),
    ]
}

/// Fails because the request is what is wrong: the same again would fail the same way.
fn hopeless(dice: &mut Dice, code: u16) -> Fate {
    let why = misleading(dice, &MAY_SUCCEED);
    let reply = Reply::status(code).saying(&why);
    Fate {
        replies: vec![reply.after(dice.ticks(1..=SLOWEST - 1))],
        refused: Some((code, why)),
    }
}

/// Fails in the first pass, before the slowest has ended.
fn failed(dice: &mut Dice, code: u16) -> Reply {
    let why = misleading(dice, &[400, 401, 404]);
    let reply = Reply::status(code).saying(why);
    reply.after(dice.ticks(1..=SLOWEST - 1))
}

/// Fails once.
fn passing(dice: &mut Dice, code: u16) -> Fate {
    let ok = Reply::ok().after(dice.ticks(1..=4));
    Fate {
        replies: vec![failed(dice, code), ok],
        refused: None,
    }
}

/// Fails in both passes, and says something else each time.
fn broken(dice: &mut Dice, code: u16, then: u16) -> Fate {
    let first = failed(dice, code);
    let why = format!("still broken, {}", misleading(dice, &[400, 401, 404]));
    let second = Reply::status(then).saying(&why);
    Fate {
        replies: vec![first, second.after(dice.ticks(1..=4))],
        refused: Some((then, why)),
    }
}

/// Fails in a way that may pass, and then in one that will not.
fn spoiled(dice: &mut Dice, code: u16) -> Fate {
    let mut fate = hopeless(dice, 403);
    fate.replies.insert(0, failed(dice, code));
    fate
}

/// What is to be sent twice is sent again in the tick in which the first pass has ended, wherever that is.
fn sends_the_second_pass_when_the_first_is_over() -> Rule {
    let wanted = "sends the second pass when the first is over";
    Rule::new(wanted, Cause::Sent, |seen| {
        let Some((last, over)) = first_pass(seen) else {
            return Ok(());
        };
        let again = seen.timeline.lanes.iter().filter_map(|lane| {
            let is_wanted = seen.asked.sends(&lane.label)?.contains(&2);
            is_wanted.then_some((&lane.label, lane.spans.get(1)?.start))
        });
        let again: Vec<(&String, u32)> = again.collect();
        let Some((lane, start)) = again.iter().find(|&&(_, start)| start != over) else {
            return Ok(());
        };
        let together = again.iter().any(|&(_, start)| start == over);
        let advice = match *start < over {
            true => {
                "It came too early. Is it repeated where it failed, inside its own call or its \
                 own loop? First all results are wanted, and then it is known what is left."
            }
            false if together => {
                "The second pass waits for itself. Are its calls made first and then awaited \
                 together, as those of the first pass?"
            }
            false => "It came too late. What is waited for between the passes?",
        };
        let (at, over) = (seconds(*start), seconds(over));
        Err(Broken::new(
            format!(
                "{lane} was sent again at {at}; the first pass was over at {over}, with {last}."
            ),
            advice,
        ))
    })
}

/// The article whose first request ended last, and its tick.
fn first_pass<'a>(seen: &Evidence<'a>) -> Option<(&'a str, u32)> {
    let lanes = seen.timeline.lanes.iter();
    let ends = lanes.filter_map(|lane| Some((lane.label.as_str(), lane.spans.first()?.end?)));
    ends.max_by_key(|&(_, end)| end)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEEDS: u64 = 500;

    /// What the server would see of a client that sends all at once and then, for what has failed, does
    /// what `again` says: the tick of the next attempt after one that has failed with this status at
    /// this tick, if there is one.
    fn plan(task: &Task, again: impl Fn(usize, u16, u32) -> Option<u32>) -> Plan {
        let scenario = task.scenario();
        let mut plan = Plan::new().connections(scenario.prompts().len());
        for article in scenario.prompts() {
            let (mut start, mut attempt) = (0, 0);
            loop {
                let reply = scenario.script().scripted(article, attempt);
                let end = start + reply.ticks();
                plan = plan.stay(article, start, end, Outcome::Answered(reply.code()));
                attempt += 1;
                match again(attempt, reply.code(), end) {
                    Some(next) if reply.code() >= 400 => start = next,
                    _ => break,
                }
            }
        }
        plan
    }

    fn may_succeed(code: u16) -> bool {
        MAY_SUCCEED.contains(&code)
    }

    #[test]
    fn the_plans_of_these_tests_hold_the_ideal() {
        let ideal = |attempt, code, _| (attempt < 2 && may_succeed(code)).then_some(SLOWEST);
        for (seed, round) in (0..SEEDS).flat_map(|seed| (0..3).map(move |round| (seed, round))) {
            let task = exercise().task(seed, round);
            assert_eq!(&plan(&task, ideal), task.ideal(), "seed {seed}");
        }
    }

    #[test]
    fn who_takes_other_statuses_for_those_that_may_succeed_is_refused() {
        let second = |take: &dyn Fn(u16) -> bool| {
            exercise().check_refused(SEEDS, |task| {
                plan(task, |attempt, code, _| {
                    (attempt < 2 && take(code)).then_some(SLOWEST)
                })
            });
        };
        second(&|_| false);
        second(&|_| true);
        second(&|code| code >= 500);
        second(&|code| code == 429 || code >= 500);
        for left_out in MAY_SUCCEED {
            second(&|code| may_succeed(code) && code != left_out);
            second(&|code| code == left_out);
        }
    }

    #[test]
    fn who_repeats_where_it_failed_is_refused() {
        exercise().check_refused(SEEDS, |task| {
            plan(task, |attempt, code, end| {
                (attempt < 2 && may_succeed(code)).then_some(end)
            })
        });
    }

    #[test]
    fn who_waits_between_the_passes_or_goes_on_to_a_third_is_refused() {
        for wait in 1..=3 {
            exercise().check_refused(SEEDS, |task| {
                plan(task, |attempt, code, _| {
                    (attempt < 2 && may_succeed(code)).then_some(SLOWEST + wait)
                })
            });
        }
        exercise().check_refused(SEEDS, |task| {
            plan(task, |attempt, code, end| {
                (attempt < 3 && may_succeed(code)).then_some(end.max(SLOWEST))
            })
        });
    }

    /// Every article is asked for again where one may succeed.
    #[test]
    fn who_sends_all_of_it_again_is_refused() {
        exercise().check_refused(SEEDS, |task| {
            let script = task.scenario().script();
            let prompts = task.scenario().prompts().iter();
            let ideal = task.ideal().clone();
            let well = prompts.filter(|article| script.scripted(article, 0).code() == 200);
            well.fold(ideal, |plan, article| {
                plan.stay(article, SLOWEST, SLOWEST + 1, Outcome::Answered(200))
            })
        });
    }

    /// Joined in order, or in the order in which they come, and repeated then and there.
    #[test]
    fn who_repeats_in_the_loop_that_joins_is_refused() {
        exercise().check_refused(SEEDS, |task| {
            let (script, mut now) = (task.scenario().script(), 0);
            let prompts = task.scenario().prompts();
            let mut plan = Plan::new().connections(prompts.len());
            for article in prompts {
                let first = script.scripted(article, 0);
                let outcome = Outcome::Answered(first.code());
                plan = plan.stay(article, 0, first.ticks(), outcome);
                now = now.max(first.ticks());
                if may_succeed(first.code()) {
                    let second = script.scripted(article, 1);
                    let end = now + second.ticks();
                    plan = plan.stay(article, now, end, Outcome::Answered(second.code()));
                    now = end;
                }
            }
            plan
        });
    }

    /// What is returned in another order than that of the articles is told from what is wanted, and the
    /// last error from the first, in the draws that have a second pass.
    #[test]
    fn orders_and_errors_differ_where_there_is_a_second_pass() {
        for seed in 0..SEEDS {
            let passes = (0..3).map(|round| exercise().task(seed, round));
            let passes: Vec<Task> = passes.filter(|task| task.ideal().end() > SLOWEST).collect();
            assert_eq!(passes.len(), 2, "seed {seed}");
            for task in passes {
                let (script, prompts) = (task.scenario().script(), task.scenario().prompts());
                let (twice, once): (Vec<&String>, Vec<&String>) = prompts
                    .iter()
                    .partition(|article| task.ideal().sent(article) == 2);
                assert_eq!(twice.len(), 5, "seed {seed}");
                let appended: Vec<&String> = once.into_iter().chain(twice.clone()).collect();
                assert!(!appended.into_iter().eq(prompts), "seed {seed}");
                let ticks = |articles: &[&String], attempt| -> Vec<u32> {
                    let articles = articles.iter();
                    let replies = articles.map(|article| script.scripted(article, attempt));
                    replies.map(Reply::ticks).collect()
                };
                let all: Vec<&String> = prompts.iter().collect();
                assert!(!ticks(&all, 0).is_sorted(), "seed {seed}");
                assert!(!ticks(&twice, 1).is_sorted(), "seed {seed}");
            }
        }
    }
}
