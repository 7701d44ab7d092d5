//! What the exercise of this lesson asks for.

use kit::rules::{at_most_in_flight, ends_at, no_idle_slot_before, sends_in_order};
use kit::{Dice, Exercise, Form, Outcome, Plan, Scenario, Task, Wanted};

/// What is returned for a step that got no answer.
const LATE: &str = "no answer in time";

const STEPS: [&str; 6] = ["outline", "draft", "review", "title", "layout", "index"];

/// Steps that share a deadline.
pub fn exercise() -> Exercise {
    Exercise::new(
        4,
        Form::Async,
        "One deadline for all",
        "Send the steps one after another, and let them share one deadline: all together take \
         no longer than the limit. A step in flight at the deadline is given up, and none is \
         sent after it. At the start, the code gives the whole limit to each step.",
        task,
    )
}

fn task(dice: &mut Dice) -> Task {
    let deadline = dice.varied(6..=9);
    let count = dice.ticks(4..=5) as usize;
    let steps = dice.until(
        |dice| dice.shuffled(STEPS)[..count].to_vec(),
        |steps| !steps.is_sorted() && !steps.is_sorted_by(|a, b| a >= b),
    );
    // Some are answered, one is in flight at the deadline, and at least one is not sent.
    let into_the_cut = dice.ticks(2..=3);
    let answered = dice.until(
        |dice| {
            let count = dice.ticks(1..=2) as usize;
            dice.latencies(count, 1..=5)
        },
        |answered| {
            // One of them takes longer than an equal share of the limit.
            let share = deadline / u32::try_from(count).unwrap_or(1);
            let longest = answered
                .iter()
                .max()
                .is_some_and(|&longest| longest > share + 1);
            longest && answered.iter().sum::<u32>() + into_the_cut == deadline
        },
    );
    let cut = into_the_cut + dice.ticks(2..=4);
    let mut latencies = answered.clone();
    latencies.push(cut);
    latencies.extend(dice.latencies(count - latencies.len(), 1..=2));
    let scenario = Scenario::answering(steps.iter().copied().zip(latencies));
    let scenario = scenario.moment("deadline", deadline);
    let (answered, late) = steps.split_at(answered.len());

    let mut ideal = Plan::new().connections(1);
    let mut start = 0;
    for step in answered {
        let end = start + scenario.script().scripted(step, 0).ticks();
        ideal = ideal.stay(step, start, end, Outcome::Answered(200));
        start = end;
    }
    let ideal = ideal.stay(late[0], start, deadline, Outcome::Abandoned);
    let answers = answered.iter().map(|step| Wanted::answer(step));
    let returned = answers.chain(late.iter().map(|_| Wanted::text_of(LATE)));
    let task = Task::new(scenario, ideal)
        .returning(returned)
        .rule(sends_in_order())
        .rule(ends_at(deadline, "the deadline"))
        .rule(at_most_in_flight(1))
        .rule(no_idle_slot_before(1, deadline));
    // Those that come after the cut are not sent by anybody who keeps these rules, and who does not is
    // told which one it is.
    late[1..]
        .iter()
        .fold(task, |task, step| task.sending(step, 0..=1))
}
