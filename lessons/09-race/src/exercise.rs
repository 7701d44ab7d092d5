//! What the exercise of this lesson asks for.

use kit::rules::{Broken, Cause, Rule};
use kit::{Dice, Evidence, Exercise, Form, Outcome, Plan, Reply, Scenario, Task, Wanted};
use timeline::Span;

const PUBLISH: &str = "publish";

/// What is returned when no model has a summary.
const NONE: &str = "no summary";

/// What a model says when it has none.
const STATUSES: [u16; 4] = [404, 429, 500, 503];

/// Models that are asked for the same summary, of which some or all fail.
pub fn exercise() -> Exercise {
    Exercise::new(
        9,
        Form::Async,
        "The first good one",
        "All models are asked for the same summary at once. The first good answer is to be \
         returned, and the prompt publish to be sent as soon as it is there. What is still in \
         flight then is given up. An error is no summary: others may still have one. Where all \
         models fail, \"no summary\" is returned, and nothing is published. The code takes \
         whatever comes first, and lets the others run.",
        |dice| match dice.varied(0..=2) {
            0 => none(dice),
            // With and without an error that comes first, in two of the draws.
            1 => race(dice, 0),
            _ => race(dice, 1),
        },
    )
}

/// All models fail, one after another.
fn none(dice: &mut Dice) -> Task {
    let count = dice.ticks(3..=4) as usize;
    let models = dice.numbered("model", count);
    let ticks = dice.shuffled(1..=5);
    let start = (Scenario::new(), Plan::new().connections(count));
    let (scenario, ideal) =
        models
            .iter()
            .zip(ticks)
            .fold(start, |(scenario, ideal), (model, ticks)| {
                let status = dice.one_of(&STATUSES);
                (
                    scenario.prompt(model, Reply::status(status).after(ticks)),
                    ideal.stay(model, 0, ticks, Outcome::Answered(status)),
                )
            });
    let scenario = scenario.follow_up(PUBLISH, Reply::ok().after(2));
    Task::new(scenario, ideal)
        .returning([Wanted::text_of(NONE)])
        .rule(asks_all_at_once())
        .rule(waits_for_a_good_one())
}

/// So many models fail before one has a summary. Others would have had one later.
fn race(dice: &mut Dice, failing: usize) -> Task {
    let won = dice.ticks(2..=4);
    let publish = dice.ticks(2..=3);
    // The losers stand on both sides of the winner: it is late to whoever takes the answers in order, or
    // from the end. They end after the publishing, so that nobody can wait for them unnoticed.
    let slower = dice.ticks(2..=3) as usize;
    let count = failing + 1 + slower;
    let roles = dice.until(
        |dice| dice.shuffled(0..count),
        |roles| {
            let role = |wanted| roles.iter().position(|&role| role == wanted);
            let loses = |role: &usize| *role > failing;
            role(failing).is_some_and(|winner| {
                roles[..winner].iter().any(loses) && roles[winner + 1..].iter().any(loses)
            })
        },
    );
    let early = dice.shuffled(1..won);
    let late = dice.shuffled(won + publish + 1..=won + publish + 3);
    let models = dice.numbered("model", count);
    let start = (Scenario::new(), Plan::new().connections(count));
    let seats = models.iter().zip(&roles);
    let (scenario, ideal) = seats.fold(start, |(scenario, ideal), (model, &role)| {
        let (reply, end, outcome) = if role < failing {
            let status = dice.one_of(&STATUSES);
            let end = early[role];
            (
                Reply::status(status).after(end),
                end,
                Outcome::Answered(status),
            )
        } else if role == failing {
            (Reply::ok().after(won), won, Outcome::Answered(200))
        } else {
            let ticks = late[role - failing - 1];
            (Reply::ok().after(ticks), won, Outcome::Abandoned)
        };
        (
            scenario.prompt(model, reply),
            ideal.stay(model, 0, end, outcome),
        )
    });
    let scenario = scenario.follow_up(PUBLISH, Reply::ok().after(publish));
    let ideal = ideal.stay(PUBLISH, won, won + publish, Outcome::Answered(200));
    let place = |wanted: usize| models.iter().zip(&roles).find(|&(_, &role)| role == wanted);
    let winner = place(failing).map(|(model, _)| Wanted::answer(model));
    Task::new(scenario, ideal)
        .returning(winner)
        .rule(asks_all_at_once())
        .rule(waits_for_a_good_one())
        .rule(publishes_in_time())
        .rule(publishes())
        .rule(tells_the_losers())
}

/// The first good answer that the server sent: its lane and its tick.
fn first_good<'a>(seen: &Evidence<'a>) -> Option<(&'a str, u32)> {
    let sent = seen.sent().into_iter();
    let good = sent.filter(|(lane, span)| *lane != PUBLISH && span.outcome.is_ok());
    let ends = good.filter_map(|(lane, span)| Some((lane, span.end?)));
    ends.min_by_key(|&(_, end)| end)
}

/// It is a race: nobody waits for a model before the next one is asked.
fn asks_all_at_once() -> Rule {
    Rule::new("asks all models at once", Cause::Flight, |seen| {
        let mut models = seen.asked.scenario().prompts().iter();
        let start = |model: &str| seen.timeline.lane(model).first().map(|span| span.start);
        let Some((model, sent)) = models.find_map(|model| match start(model) {
            Some(0) => None,
            sent => Some((model, sent)),
        }) else {
            return Ok(());
        };
        let told = match sent {
            Some(at) => format!(
                "{model} was asked at {}, and not at once.",
                kit::seconds(at)
            ),
            None => format!("{model} was never asked."),
        };
        Err(Broken::new(
            told,
            "What is waited for before it? A future that is awaited before the next one is made \
             runs alone, and a stream with a limit holds some back.",
        ))
    })
}

/// An error does not end the race.
fn waits_for_a_good_one() -> Rule {
    let wanted = "waits until one has a good answer";
    Rule::new(wanted, Cause::Sent, |seen| {
        let given_up =
            |&(lane, span): &(&str, &Span)| lane != PUBLISH && span.outcome == Outcome::Abandoned;
        if first_good(seen).is_some() {
            return Ok(());
        }
        let Some((lane, span)) = seen.sent().into_iter().find(given_up) else {
            return Ok(());
        };
        Err(Broken::new(
            format!("{}. No model had given a summary yet.", span.story(lane)),
            "What ended the race? An error is an answer too, and often the first. Is it taken \
             for the result?",
        ))
    })
}

/// What has to be published is, in the tick in which it is there.
fn publishes_in_time() -> Rule {
    let wanted = "publishes when the first good answer is there";
    Rule::new(wanted, Cause::Sent, |seen| {
        let Some(asked) = seen.timeline.lane(PUBLISH).first() else {
            return Ok(());
        };
        let at = kit::seconds(asked.start);
        let Some((lane, good)) = first_good(seen) else {
            return Err(Broken::new(
                format!("publish was sent at {at}, and no model had given a summary."),
                "What is there to be published? An error is no summary.",
            ));
        };
        let advice = match asked.start {
            start if start == good => return Ok(()),
            start if start < good => "Nothing was there yet. An error is no summary.",
            _ => {
                "What else is waited for first? The answers come in an order of their own, and \
                 those that come later are not needed."
            }
        };
        let good = kit::seconds(good);
        Err(Broken::new(
            format!(
                "publish was sent at {at}; the first good answer, from {lane}, came at {good}."
            ),
            advice,
        ))
    })
}

/// There is something to be published where a model had a summary.
fn publishes() -> Rule {
    let wanted = "publishes what one of the models has given";
    Rule::new(wanted, Cause::Missing, |seen| {
        let good = first_good(seen).filter(|_| seen.timeline.lane(PUBLISH).is_empty());
        let Some((lane, good)) = good else {
            return Ok(());
        };
        let good = kit::seconds(good);
        Err(Broken::new(
            format!("{lane} gave a summary at {good}, and the prompt publish was never sent."),
            "What becomes of a good answer that comes after an error?",
        ))
    })
}

/// Whoever is in flight when a good answer comes is given up in that tick, and not before.
fn tells_the_losers() -> Rule {
    let wanted = "gives the others up when the first good answer is there";
    Rule::new(wanted, Cause::Ended, |seen| {
        let Some((winner, good)) = first_good(seen) else {
            return Ok(());
        };
        let wrong = seen.sent().into_iter().find_map(|(lane, span)| {
            let given_up = span.outcome == Outcome::Abandoned;
            let advice = match span.end {
                _ if [winner, PUBLISH].contains(&lane) => return None,
                Some(end) if end < good && given_up => {
                    "It is given up too early: it might have been the first with a \
                         summary. What gave it up?"
                }
                Some(end) if end < good || end == good && given_up => return None,
                _ => {
                    "It had lost, and nobody told it. A handle that is dropped stops no task, \
                     and a future that is kept in a variable is dropped at the end of its \
                     block. A blocking call is stopped by neither."
                }
            };
            Some((span.story(lane), advice))
        });
        let Some((story, advice)) = wrong else {
            return Ok(());
        };
        let good = kit::seconds(good);
        Err(Broken::new(
            format!("{story}; the first good answer, from {winner}, came at {good}."),
            advice,
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What becomes of the models in a draw: the status and the tick of each, in their order.
    fn ends(seed: u64, round: u32) -> Vec<(u16, u32)> {
        let task = exercise().task(seed, round);
        let scenario = task.scenario();
        let replies = scenario.prompts().iter();
        let replies = replies.map(|model| scenario.script().scripted(model, 0));
        replies.map(|reply| (reply.code(), reply.ticks())).collect()
    }

    fn first_good(ends: &[(u16, u32)]) -> Option<u32> {
        let good = ends.iter().filter(|&&(code, _)| code == 200);
        good.map(|&(_, end)| end).min()
    }

    fn draws(check: impl Fn(u64, [Vec<(u16, u32)>; 3])) {
        for seed in 0..500 {
            check(seed, [0, 1, 2].map(|round| ends(seed, round)));
        }
    }

    #[test]
    fn in_each_draw_no_two_models_end_together() {
        draws(|seed, draws| {
            for models in draws {
                let mut ends: Vec<u32> = models.iter().map(|&(_, end)| end).collect();
                ends.sort_unstable();
                assert!(ends.windows(2).all(|pair| pair[0] < pair[1]), "seed {seed}");
            }
        });
    }

    /// Whoever takes the first that ends, good or not, has an error in its hands in two of the draws: once
    /// where there is a good answer, and once where there is none.
    #[test]
    fn what_comes_first_is_an_error_in_two_draws() {
        draws(|seed, draws| {
            let first =
                |models: &Vec<(u16, u32)>| models.iter().copied().min_by_key(|&(_, end)| end);
            let fails =
                |models: &Vec<(u16, u32)>| first(models).is_some_and(|(code, _)| code >= 400);
            let (with, without): (Vec<_>, Vec<_>) = (draws.iter().filter(|models| fails(models)))
                .partition(|models| first_good(models).is_some());
            assert_eq!((with.len(), without.len()), (1, 1), "seed {seed}");
        });
    }

    /// Whoever looks at the answers in the order of the models, or from the end, meets one first that
    /// comes later than the winner. So does whoever prefers the first model, or the last.
    #[test]
    fn in_the_order_of_the_models_it_is_too_late() {
        draws(|seed, draws| {
            for models in draws {
                let Some(good) = first_good(&models) else {
                    continue;
                };
                let turned: Vec<_> = models.iter().rev().copied().collect();
                for models in [models, turned] {
                    let (mut at, mut taken) = (0, None);
                    for (code, end) in models {
                        at = at.max(end);
                        if code == 200 {
                            taken = Some(at);
                            break;
                        }
                    }
                    assert!(taken.is_some_and(|taken| taken > good), "seed {seed}");
                }
            }
        });
    }

    /// Losers that nobody tells are in flight until all is over: longer than what follows the race.
    #[test]
    fn a_loser_outlives_what_comes_after_the_race() {
        draws(|seed, draws| {
            for (round, models) in (0..).zip(draws) {
                let task = exercise().task(seed, round);
                let end = task.ideal().end();
                let losers = models
                    .iter()
                    .filter(|&&(code, ticks)| code == 200 && ticks > end);
                let lost = first_good(&models).map_or(0, |_| 2);
                assert!(losers.count() >= lost, "seed {seed}, draw {round}");
            }
        });
    }
}
