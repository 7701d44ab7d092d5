//! What the exercise of this lesson asks for.

use kit::rules::{Broken, Cause, Rule, hangs_up, no_idle_slot};
use kit::{Dice, Exercise, Form, Outcome, Plan, Reply, Scenario, Task, Wanted};

const APOLOGY: &str = "apology";

/// Articles that belong together, of which one fails, or none.
pub fn exercise() -> Exercise {
    Exercise::new(
        5,
        Form::Async,
        "Stop the rest",
        "Without one of the articles there is no page: when a call fails, only the answer to the prompt \
         apology is to be returned. The code goes on for a while before it sees that. Make the first \
         failure stop all other calls, and ask for the apology at that moment. Where none fails, the \
         summaries are returned as before.",
        |dice| {
            // In one of the draws nothing fails.
            match dice.varied(0..=2) {
                0 => whole(dice),
                _ => torn(dice),
            }
        },
    )
}

fn whole(dice: &mut Dice) -> Task {
    let count = dice.ticks(4..=6) as usize;
    let articles = dice.articles(count);
    let latencies = dice.until(
        |dice| dice.latencies(count, 1..=7),
        |latencies| !latencies.is_sorted() && !latencies.is_sorted_by(|a, b| a >= b),
    );
    let scenario = Scenario::answering(articles.iter().zip(latencies));
    let scenario = scenario.follow_up(APOLOGY, Reply::ok().after(3));
    let ideal = Plan::shared(&scenario, count);
    Task::new(scenario, ideal).rule(no_idle_slot(count))
}

fn torn(dice: &mut Dice) -> Task {
    let count = dice.ticks(4..=6) as usize;
    let articles = dice.articles(count);
    let failure = dice.varied(1..=3);
    // Not the first: whoever awaits the tasks in order meets that one in time.
    let fails = dice.ticks(1..=5) as usize % (count - 1) + 1;
    let status = dice.one_of(&[404, 429, 500, 503]);
    let others = dice.latencies(count, failure + 3..=failure + 7);
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
                    ideal.stay(article, 0, failure, Outcome::Abandoned),
                ),
            },
        );
    let scenario = scenario.follow_up(APOLOGY, Reply::ok().after(apology));
    let ideal = ideal.stay(APOLOGY, failure, failure + apology, Outcome::Answered(200));
    let task = Task::new(scenario, ideal)
        .returning([Wanted::answer(APOLOGY)])
        .rule(no_idle_slot(count))
        .rule(asks_for_the_apology_at(failure));
    let others = articles
        .iter()
        .enumerate()
        .filter(|(index, _)| *index != fails);
    others.fold(task, |task, (_, article)| {
        task.rule(hangs_up(article, failure, "the failure"))
    })
}

/// The apology is asked for in the tick of the failure.
fn asks_for_the_apology_at(failure: u32) -> Rule {
    let wanted = "asks for the apology when the first call has failed";
    Rule::new(wanted, Cause::Sent, move |seen| {
        let Some(asked) = seen.timeline.lane(APOLOGY).first() else {
            return Ok(());
        };
        let advice = match asked.start {
            start if start == failure => return Ok(()),
            start if start < failure => "Nothing had failed yet. What is it asked for?",
            _ => {
                "What else is waited for first? The tasks end in an order of their own: whichever fails \
                  first has to be heard first."
            }
        };
        let (asked, failed) = (kit::seconds(asked.start), kit::seconds(failure));
        Err(Broken::new(
            format!("The apology was asked for at {asked}; the first failure came at {failed}."),
            advice,
        ))
    })
}
