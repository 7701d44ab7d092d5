//! What the exercise of this lesson asks for.

use kit::rules::{Broken, Cause, Rule, at_most_connections, no_idle_slot};
use kit::{Delay, Dice, Evidence, Exercise, Form, Outcome, Plan, Reply, Scenario, Task, seconds};

/// Articles that are asked for twice, all at once, where new connections cost time.
pub fn exercise() -> Exercise {
    Exercise::new(
        12,
        Form::Blocking,
        "Two rounds",
        "All articles are asked for at once. When the last of them is answered, all are asked \
         for once more, and the answers of that second round are returned. A new connection \
         costs time here, so the second round is to be sent over the connections of the first. \
         At the start, the code makes a new client for every call.",
        task,
    )
}

fn task(dice: &mut Dice) -> Task {
    // More than ureq keeps to one host, in all draws, and in one of them more than it keeps in all.
    let count = match dice.varied(0..=2) {
        0 => dice.ticks(5..=6),
        1 => dice.ticks(7..=9),
        _ => dice.ticks(11..=13),
    };
    let count = count as usize;
    let cost = dice.ticks(1..=2);
    let articles = dice.articles(count);
    // Whoever goes on with each as it comes is seen to, and so is whoever returns them as they come.
    let uneven =
        |latencies: &Vec<u32>| !latencies.is_sorted() && !latencies.is_sorted_by(|a, b| a >= b);
    let [first, second] =
        [2..=5, 1..=4].map(|range| dice.until(|dice| dice.latencies(count, range.clone()), uneven));
    let turn = cost + first.iter().max().unwrap_or(&0);
    let latencies = first.iter().zip(&second);
    let start = (Scenario::new(), Plan::new().connections(count));
    let (scenario, ideal) = articles.iter().zip(latencies).fold(
        start,
        |(scenario, ideal), (article, (&first, &second))| {
            let ok = Outcome::Answered(200);
            let ideal = ideal.stay(article, cost, cost + first, ok);
            let replies = [first, second].map(|ticks| Reply::ok().after(ticks));
            (
                scenario.prompt(article, replies),
                ideal.stay(article, turn, turn + second, ok),
            )
        },
    );
    let scenario = scenario.serving(|script| script.connection_cost(Delay::Ticks(cost)));
    Task::new(scenario, ideal)
        .rule(no_idle_slot(count))
        .rule(waits_for_the_first_round())
        .rule(at_most_connections(count))
        .rule(goes_on_at_once())
}

/// When the first request for each prompt ended, and when the second was sent.
fn rounds<'a>(seen: &'a Evidence<'_>) -> Vec<(&'a str, Option<u32>, Option<u32>)> {
    let prompts = seen.asked.scenario().prompts().iter();
    let rounds = prompts.map(|prompt| {
        let spans = seen.timeline.lane(prompt);
        let ended = spans.first().and_then(|span| span.end);
        (prompt.as_str(), ended, spans.get(1).map(|span| span.start))
    });
    rounds.collect()
}

/// No second request is sent while a first one is not answered.
fn waits_for_the_first_round() -> Rule {
    Rule::new("waits for the first round", Cause::Sent, |seen| {
        let rounds = rounds(seen);
        let again = rounds
            .iter()
            .filter_map(|&(prompt, _, again)| Some((again?, prompt)));
        let Some((start, prompt)) = again.min() else {
            return Ok(());
        };
        let open = |&&(_, ended, _): &&(_, Option<u32>, _)| ended.is_none_or(|end| end > start);
        let Some((waiting, ..)) = rounds.iter().find(open) else {
            return Ok(());
        };
        let at = seconds(start);
        Err(Broken::new(
            format!("{prompt} was sent again at {at}, when {waiting} had no answer yet."),
            "Is all of the first round waited for before the second begins?",
        ))
    })
}

/// The second request for each prompt is sent in the tick in which the first round ends.
fn goes_on_at_once() -> Rule {
    Rule::new("sends the second round at once", Cause::Time, |seen| {
        let rounds = rounds(seen);
        let turn = rounds.iter().filter_map(|&(_, ended, _)| ended).max();
        let again = rounds
            .iter()
            .filter_map(|&(prompt, _, again)| Some((again?, prompt)));
        let (Some(turn), Some((start, prompt))) = (turn, again.max()) else {
            return Ok(());
        };
        if start <= turn {
            return Ok(());
        }
        let [at, ended] = [start, turn].map(seconds);
        Err(Broken::new(
            format!("{prompt} was sent again at {at}; the first round had ended at {ended}."),
            "Is the second round sent all at once, as the first is? What is waited for before it?",
        ))
    })
}
