//! What the exercise of this lesson asks for.

use kit::plan::shared;
use kit::rules::{
    answers_of_those_sent, at_most_in_flight, no_idle_slot_before, nothing_sent_after,
    waits_for_all,
};
use kit::{Dice, Exercise, Form, Plan, Scenario, Task, Wanted};

/// Some articles, two at a time, and a signal.
pub fn exercise() -> Exercise {
    Exercise::new(
        6,
        Form::Async,
        "Drain",
        "A signal comes in the middle of the work. The code drops what is in flight, and with it \
         everything it has learned. Make it drain instead: send nothing after the signal, let the calls \
         in flight end, and return the summaries that are there, in the order of the articles.",
        task,
    )
}

fn task(dice: &mut Dice) -> Task {
    let signal = dice.varied(3..=6);
    let articles = dice.articles(8);
    let latencies = dice.until(
        |dice| dice.latencies(8, 2..=6),
        |latencies| is_in_the_middle(latencies, signal),
    );
    let times = shared(&latencies, 2);
    let sent = times.iter().filter(|&&(start, _)| start < signal).count();
    let scenario = Scenario::answering(articles.iter().zip(latencies.iter().copied()));
    let first = articles.iter().zip(latencies).take(sent);
    let ideal = Plan::shared(&Scenario::answering(first), 2);
    let answers = articles[..sent]
        .iter()
        .map(|article| Wanted::answer(article));
    let task = Task::new(scenario.moment("signal", signal), ideal)
        .returning(answers)
        .rule(nothing_sent_after(signal, "the signal"))
        .rule(at_most_in_flight(2))
        .rule(no_idle_slot_before(2, signal))
        .rule(waits_for_all())
        .rule(answers_of_those_sent());
    // Which of them are sent depends on who takes them, and in which order.
    let tasks = articles.iter();
    tasks.fold(task, |task, article| task.sending(article, 0..=1))
}

/// Whether two calls are in flight at the signal, two articles are left at least, and nothing else
/// happens in that tick.
fn is_in_the_middle(latencies: &[u32], signal: u32) -> bool {
    let times = shared(latencies, 2);
    let in_flight = times
        .iter()
        .filter(|&&(start, end)| start < signal && end > signal);
    let left = times.iter().filter(|&&(start, _)| start > signal);
    in_flight.count() == 2
        && left.count() >= 2
        && head_of_line(latencies, signal) == before(&times, signal)
}

fn before(times: &[(u32, u32)], signal: u32) -> Vec<(u32, u32)> {
    let sent = times.iter().filter(|&&(start, _)| start < signal);
    sent.copied().collect()
}

/// The same for `buffered`, which keeps the order and a place for what is done behind the first: it is
/// a right solution too, so that until the signal it has to do the same.
fn head_of_line(latencies: &[u32], signal: u32) -> Vec<(u32, u32)> {
    let mut times: Vec<(u32, u32)> = Vec::new();
    for (index, latency) in latencies.iter().enumerate() {
        let heads = times.iter().take((index + 1).saturating_sub(2));
        let start = heads.map(|&(_, end)| end).max().unwrap_or(0);
        times.push((start, start + latency));
    }
    before(&times, signal)
}
