//! What the exercise of this lesson asks for.

use kit::plan::{Times, dealt, divided, shared, waves};
use kit::rules::{
    Broken, Cause, Rule, answers_of_those_sent, at_most_in_flight, no_idle_slot_before,
    nothing_sent_after, waits_for_all,
};
use kit::{Dice, Exercise, Form, Plan, Scenario, Task, Wanted};
use std::ops::RangeInclusive;

/// Some articles, two at a time, and a signal.
pub fn exercise() -> Exercise {
    Exercise::new(
        6,
        Form::Async,
        "Drain",
        "A signal comes in the middle of the work. The code drops what is in flight, and with \
         it everything it has learned. Make it drain instead: send nothing after the signal, \
         let the calls in flight end, and return the summaries that are there, in the order of \
         the articles. Take the articles in that order too, two at a time, as now.",
        task,
    )
}

fn task(dice: &mut Dice) -> Task {
    // In each draw the signal comes at another time, when another number of articles was sent.
    // In the second one a request comes right after it, for those who look only now and then.
    // No other time would do for all of them: in the last draw a request is sent before the signal when
    // in the first one it would have been sent after.
    let draws = [(4..=5, 3, 0..=8), (7..=7, 4, 0..=8), (10..=11, 5, 9..=30)];
    let (range, sent, gap) = draws[dice.varied(0..=2) as usize].clone();
    let signal = dice.ticks(range);
    // Nor does sorting give the order of those that are sent.
    let articles = dice.until(
        |dice| dice.articles(8),
        |articles| are_mixed(&articles[..3]),
    );
    let latencies = dice.until(
        |dice| dice.latencies(8, 1..=8),
        |latencies| tells(latencies, signal, sent, &gap),
    );
    let scenario = Scenario::answering(articles.iter().zip(latencies.iter().copied()));
    let first = articles.iter().zip(latencies).take(sent);
    let ideal = Plan::shared(&Scenario::answering(first), 2);
    let answers = articles[..sent]
        .iter()
        .map(|article| Wanted::answer(article));
    let task = Task::new(scenario.moment("signal", signal), ideal)
        .returning(answers)
        .rule(nothing_sent_after(signal, "the signal"))
        .rule(takes_them_in_order())
        .rule(at_most_in_flight(2))
        .rule(no_idle_slot_before(2, signal))
        .rule(waits_for_all())
        .rule(answers_of_those_sent());
    // How many are sent by then depends on how quickly a free place is filled.
    let tasks = articles.iter();
    tasks.fold(task, |task, article| task.sending(article, 0..=1))
}

/// No article is sent without those before it.
fn takes_them_in_order() -> Rule {
    let wanted = "takes the articles in their order";
    Rule::new(wanted, Cause::Flight, |seen| {
        let prompts = seen.asked.scenario().prompts();
        let is_sent = |prompt: &&String| !seen.timeline.lane(prompt).is_empty();
        let skipped = prompts.iter().position(|prompt| !is_sent(&prompt));
        let skipped = skipped.unwrap_or(prompts.len());
        let Some(sent) = prompts[skipped..].iter().find(is_sent) else {
            return Ok(());
        };
        let skipped = &prompts[skipped];
        Err(Broken::new(
            format!("{sent} was sent, and {skipped}, which comes before it, never was."),
            "Does whoever is free take the next article of one list? Is one left out, or the list \
             divided or turned round?",
        ))
    })
}

/// Whether these are in no order, by letters or by numbers.
fn are_mixed(names: &[String]) -> bool {
    let orders = [
        names.is_sorted(),
        names.is_sorted_by(|a, b| a >= b),
        names.is_sorted_by_key(|name| (name.len(), name)),
        names.is_sorted_by(|a, b| (a.len(), a) >= (b.len(), b)),
    ];
    orders == [false; 4]
}

/// Whether the signal comes in the middle, and what is wrong can be told from what is right. The last
/// request before the signal and the first that would come after it, also with `buffered`, lie in a
/// given range.
fn tells(latencies: &[u32], signal: u32, sent: usize, gap: &RangeInclusive<u32>) -> bool {
    let times = shared(latencies, 2);
    let first = before(&times, signal);
    if first.len() != sent {
        return false;
    }
    let next = head_of_line(latencies)[sent].0;
    let fits = first[sent - 1].0 >= *gap.start() && next <= *gap.end();
    let ends: Vec<u32> = first.iter().map(|&(_, end)| end).collect();
    let waits = ends.iter().max().is_some_and(|&end| end >= signal + 3);
    let turned: Vec<u32> = latencies.iter().rev().copied().collect();
    let others = [
        shared(&turned, 2),
        divided(latencies, 2),
        dealt(latencies, 2),
    ];
    fits
        && is_in_the_middle(&times, signal)
        // Whatever the order in which articles are taken, nothing else happens in the tick of the signal.
        && others.iter().all(|times| is_in_the_middle(times, signal))
        // `buffered` keeps a place for what is done behind the first, and is right too.
        && before(&head_of_line(latencies), signal) == first
        // Who waits for both of a pair is behind by then.
        && before(&waves(latencies, 2), signal) != first
        // Answers do not come in the order of the articles, where no call is to end right after the
        // signal, and the last takes its time.
        && (!ends.is_sorted() || *gap.end() == signal + 1)
        && waits
}

/// Whether two calls are in flight at the signal, and nothing begins or ends in that tick.
fn is_in_the_middle(times: &[(u32, u32)], signal: u32) -> bool {
    let in_flight = times
        .iter()
        .filter(|&&(start, end)| start < signal && end > signal);
    in_flight.count() == 2
}

fn before(times: &[(u32, u32)], signal: u32) -> Times {
    let sent = times.iter().filter(|&&(start, _)| start < signal);
    sent.copied().collect()
}

/// When calls begin and end with `buffered`, which keeps the order.
fn head_of_line(latencies: &[u32]) -> Times {
    let mut times = Times::new();
    for (index, latency) in latencies.iter().enumerate() {
        let heads = times.iter().take((index + 1).saturating_sub(2));
        let start = heads.map(|&(_, end)| end).max().unwrap_or(0);
        times.push((start, start + latency));
    }
    times
}
