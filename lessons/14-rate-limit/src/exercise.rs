//! What the exercise of this lesson asks for.

use crate::policy::QUOTA;
use kit::rules::{Broken, Cause, Rule};
use kit::{
    Dice, Evidence, Exercise, Form, Outcome, Plan, RateLimit, Reply, Scenario, Task, seconds,
};
use std::time::Duration;

/// So many requests are taken in every time of so many ticks.
const LIMIT: usize = QUOTA as usize;
const PER: u32 = 10;

/// A limiter that is to be written, for visitors who come at their times.
pub fn exercise() -> Exercise {
    Exercise::new(
        14,
        Form::Blocking,
        "Five in any second",
        "Visitors come at the times in their names, and the page asks the \
         server for each of them. The server takes five requests in any \
         second, wherever that second begins, and refuses the others. The \
         limiter in this file lets everybody through at once. Make it say \
         how long each request has to wait: as long as there is no room, \
         and no longer.",
        task,
    )
}

/// Somebody who comes at a tick, and is answered after so many.
#[derive(Debug, Clone)]
struct Visitor {
    name: String,
    comes: u32,
    latency: u32,
}

fn task(dice: &mut Dice) -> Task {
    let visitors = drawn(dice);
    let limit = RateLimit {
        requests: LIMIT,
        per: Duration::from_millis(100) * PER,
    };
    let scenario = visitors.iter().fold(Scenario::new(), |scenario, visitor| {
        scenario.prompt(&visitor.name, Reply::ok().after(visitor.latency))
    });
    let scenario = scenario.counting_within(limit.per);
    let scenario = scenario.serving(|script| script.rate_limit(limit));
    Task::new(scenario, ideal(&visitors))
        .rule(nobody_before_they_come(visitors.clone()))
        .rule(keeps_the_quota(visitors.clone()))
        .rule(goes_when_there_is_room(visitors))
}

/// When visitors come: no two in one tick, and in another way in each of three draws.
fn drawn(dice: &mut Dice) -> Vec<Visitor> {
    let ticks: Vec<u32> = match dice.varied(0..=2) {
        // One after another, for longer than a second.
        0 => (0..dice.ticks(12..=14)).collect(),
        // As many as are taken until the first second is over, and as many right after it.
        1 => {
            let early = dice.ticks(5..=6);
            let late = dice.ticks(5..=6);
            [0].into_iter()
                .chain(early..early + 4)
                .chain(PER..PER + late)
                .collect()
        }
        // One, then nobody for a while, then one after another.
        _ => {
            let again = dice.ticks(12..=15);
            [0].into_iter()
                .chain(again..again + dice.ticks(8..=9))
                .collect()
        }
    };
    let names = dice.numbered("visitor", ticks.len()).into_iter();
    let visitors = names.zip(ticks).map(|(name, comes)| Visitor {
        name: format!("{name} at {}", seconds(comes)),
        comes,
        latency: dice.ticks(1..=3),
    });
    visitors.collect()
}

/// Everybody is asked for when they come, or when there is room for them.
fn ideal(visitors: &[Visitor]) -> Plan {
    let mut sent: Vec<u32> = Vec::new();
    visitors
        .iter()
        .fold(Plan::new().connections(visitors.len()), |plan, visitor| {
            let before = sent.len().checked_sub(LIMIT).map(|index| sent[index] + PER);
            let start = visitor.comes.max(before.unwrap_or(0));
            sent.push(start);
            plan.stay(
                &visitor.name,
                start,
                start + visitor.latency,
                Outcome::Answered(200),
            )
        })
}

fn nobody_before_they_come(visitors: Vec<Visitor>) -> Rule {
    Rule::new(
        "asks for nobody before they come",
        Cause::Sent,
        move |seen| {
            let early = visitors.iter().find_map(|visitor| {
                let first = seen.timeline.lane(&visitor.name).first()?;
                (first.start < visitor.comes).then_some((visitor, first.start))
            });
            match early {
                None => Ok(()),
                Some((Visitor { name, .. }, start)) => Err(Broken::new(
                    format!("{name} was sent at {}.", seconds(start)),
                    "Is the function that lets visitors come still called with all of \
                     them?",
                )),
            }
        },
    )
}

/// What was sent in the second that ends at a tick, and with it.
fn lately<'a>(seen: &Evidence<'a>, tick: u32) -> Vec<(&'a str, u32)> {
    let sent = seen
        .sent()
        .into_iter()
        .map(|(name, span)| (name, span.start));
    sent.filter(|&(_, start)| start <= tick && tick < start + PER)
        .collect()
}

fn keeps_the_quota(visitors: Vec<Visitor>) -> Rule {
    let wanted = format!("never more than {LIMIT} in any second");
    Rule::new(wanted, Cause::Sent, move |seen| {
        let ticks = seen.sent().into_iter().map(|(_, span)| span.start);
        let mut each = ticks.map(|tick| lately(seen, tick));
        let Some(lately) = each.find(|lately| lately.len() > LIMIT) else {
            return Ok(());
        };
        let (&(_, first), &(name, last)) = (&lately[0], &lately[lately.len() - 1]);
        let together = lately.iter().filter(|&&(_, start)| start == last);
        let mut visitors = visitors.iter();
        let somebody_waited = visitors.any(|visitor| {
            let first = seen.timeline.lane(&visitor.name).first();
            first.is_some_and(|span| span.start > visitor.comes)
        });
        let advice = match () {
            () if !somebody_waited => {
                "Nobody has waited. Does the limiter ever return a wait, and do \
                 all visitors share one?"
            }
            () if together.count() > 1 => {
                "Several went in that moment. Does each that waits have a moment \
                 of its own? What is noted of a request that waits: when it \
                 asked, or when it is sent?"
            }
            () => {
                "A second may begin at any moment. Is something set back to zero \
                 when one is over? Is it known of each of the last five when it \
                 was sent?"
            }
        };
        let (from, to, many) = (seconds(first), seconds(last), lately.len());
        Err(Broken::new(
            format!(
                "{many} requests were sent from {from} to {to}; the limit is \
                 {LIMIT}. The last of them: {name}."
            ),
            advice,
        ))
    })
}

fn goes_when_there_is_room(visitors: Vec<Visitor>) -> Rule {
    Rule::new(
        "waits no longer than it has to",
        Cause::Flight,
        move |seen| {
            let waits = |visitor: &&Visitor, tick: u32| {
                let first = seen.timeline.lane(&visitor.name).first();
                visitor.comes <= tick && first.is_some_and(|span| span.start > tick)
            };
            let idle = (0..seen.timeline.end()).find_map(|tick| {
                let room = lately(seen, tick).len() < LIMIT;
                let visitor = visitors.iter().find(|visitor| waits(visitor, tick));
                visitor
                    .filter(|_| room)
                    .map(|visitor| (tick, &visitor.name))
            });
            let Some((tick, name)) = idle else {
                return Ok(());
            };
            let (at, count) = (seconds(tick), lately(seen, tick).len());
            Err(Broken::new(
                format!(
                    "At {at} there was room: {count} had been sent within a second, \
                     and {name} was waiting."
                ),
                "How long is it until the oldest of the last five is a second \
                 old? Is a request held up by another that waits, by a lock that \
                 is held meanwhile, or by a pace that nobody asked for?",
            ))
        },
    )
}

#[cfg(test)]
use crate::policy;

#[cfg(test)]
#[path = "../tests/plain/mod.rs"]
mod plain;

#[cfg(test)]
mod tests {
    use super::plain::{Limiter, Mistake, Plain, Right};
    use super::*;
    use crate::bucket::Bucket;
    use crate::policy::MINUTE;
    use crate::window::Window;
    use crate::wrong_twice::WrongTwice;
    use std::time::Instant;

    const TICK: Duration = Duration::from_millis(100);

    /// What a page with this limiter would send, and what the server would answer.
    fn played(task: &Task, limiter: &mut dyn Limiter) -> Plan {
        let start = Instant::now();
        let prompts = task.scenario().prompts().iter();
        let mut sent: Vec<(u32, &String)> = prompts
            .map(|name| {
                let comes = comes(name);
                let wait = limiter.wait(start + TICK * comes).as_secs_f64();
                (comes + (wait * 10.0).round() as u32, name)
            })
            .collect();
        sent.sort_by_key(|&(tick, _)| tick);
        let mut taken: Vec<u32> = Vec::new();
        sent.into_iter().fold(Plan::new(), |plan, (tick, name)| {
            let lately = taken.iter().filter(|&&at| tick < at + PER).count();
            if lately >= LIMIT {
                return plan.stay(name, tick, tick, Outcome::Answered(429));
            }
            taken.push(tick);
            let ticks = task.scenario().script().scripted(name, 0).ticks();
            plan.stay(name, tick, tick + ticks, Outcome::Answered(200))
        })
    }

    /// The tick in a visitor's name.
    fn comes(name: &str) -> u32 {
        let time = name.rsplit_once(" at ").expect("it has a time").1;
        let seconds = time.strip_suffix(" s").expect("it is in seconds");
        (seconds.parse::<f64>().expect("a number") * 10.0).round() as u32
    }

    fn is_refused<L: Limiter>(what: &str, limiter: impl Fn() -> L) {
        for seed in 0..300 {
            let told = (0..3).any(|round| {
                let task = exercise().task(seed, round);
                task.refusal_of(&played(&task, &mut limiter())).is_some()
            });
            assert!(told, "seed {seed}: {what} is accepted");
        }
    }

    #[test]
    fn what_is_wrong_is_refused_with_every_seed() {
        for mistake in [
            Mistake::None,
            Mistake::FixedWindow,
            Mistake::NotesTheAsking,
            Mistake::AWholeSecond,
            Mistake::ForgetsAll,
            Mistake::EvenPace,
            Mistake::NotesNoWaiting,
        ] {
            is_refused(&format!("{mistake:?}"), || Plain::with(mistake));
        }
        for quota in [1, 3, 4, 6, 7, 10] {
            is_refused("another quota", || Window::new(quota, MINUTE));
        }
        for ticks in [1, 5, 8, 9, 11, 12, 20] {
            is_refused("another time", || Window::new(QUOTA, TICK * ticks));
        }
        is_refused("a full bucket", || Bucket::new(QUOTA, MINUTE / QUOTA));
        is_refused("a bucket that counts a wait twice", WrongTwice::default);
        for burst in 1..=QUOTA {
            let bucket = move || Bucket::within(QUOTA, MINUTE, burst).expect("there is room");
            is_refused("a bucket that keeps the quota", bucket);
        }
    }

    #[test]
    fn what_is_right_is_accepted_with_every_seed() {
        for (seed, round) in (0..300).flat_map(|seed| [0, 1, 2].map(|round| (seed, round))) {
            let task = exercise().task(seed, round);
            let right: [&mut dyn Limiter; 2] =
                [&mut Window::new(QUOTA, MINUTE), &mut Right::default()];
            for limiter in right {
                assert_eq!(
                    task.refusal_of(&played(&task, limiter)),
                    None,
                    "seed {seed}"
                );
            }
        }
    }

    /// Who comes in a tick of their own asks the limiter alone, so nobody else can be first.
    #[test]
    fn no_two_come_in_one_tick() {
        for seed in 0..300 {
            for round in 0..3 {
                let visitors = drawn(&mut Dice::new(seed, round));
                assert!(visitors.is_sorted_by(|one, other| one.comes < other.comes));
                assert!(
                    visitors
                        .iter()
                        .all(|visitor| comes(&visitor.name) == visitor.comes)
                );
            }
        }
    }
}
