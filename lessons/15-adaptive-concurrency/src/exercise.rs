//! What the exercise of this lesson asks for.

use crate::adaptive::TIMES;
use kit::rules::{Broken, Cause, Rule};
use kit::{Dice, Exercise, Form, Outcome, Plan, Reply, Scenario, Task, Wanted, seconds};

/// More than there are ever in flight: no lane has two requests at once.
const QUESTIONS: usize = 9;

/// What a request is told for which there is no room.
const REFUSAL: &str = "too many wait";

/// The limit at first.
const START: usize = 4;

/// Ticks that a worker needs for an answer.
pub(crate) const SERVICE: u32 = 2;

/// What the server is like, and what it is asked.
#[derive(Debug, Clone)]
pub(crate) struct World {
    /// How many workers there are, from which tick on.
    pub(crate) workers: Vec<(u32, usize)>,
    /// How many may wait before them.
    pub(crate) room: usize,
    /// The limit at first.
    pub(crate) start: usize,
    pub(crate) questions: Vec<String>,
    /// How often each is asked.
    pub(crate) times: usize,
}

/// How a client goes about it.
pub(crate) struct Client {
    /// What the limiter is told of a call that was sent in a tick, and refused or not; `None` where it is
    /// told nothing.
    pub(crate) tell: fn(u32, bool) -> Option<(u32, bool)>,
    /// What becomes of the permits when a call ends and the limit is this.
    pub(crate) apply: fn(&mut Permits, usize),
}

/// Permits that there are, and those that are held.
pub(crate) struct Permits {
    made: usize,
    held: usize,
}

/// A request, from its arrival to its end.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) question: String,
    pub(crate) start: u32,
    /// Not known while it waits.
    pub(crate) end: Option<u32>,
    pub(crate) refused: bool,
}

/// The calls in the order in which they were sent, and the limits that were found.
pub(crate) struct Played {
    pub(crate) calls: Vec<Call>,
    pub(crate) limits: Vec<(u32, u32)>,
}

impl World {
    pub(crate) fn workers_at(&self, tick: u32) -> usize {
        let last = self.workers.iter().rev().find(|(from, _)| *from <= tick);
        last.map_or(0, |&(_, workers)| workers)
    }
}

impl Client {
    /// There are as many permits as the limiter says, as soon as that is possible.
    const RIGHT: Client = Client {
        tell: |sent, refused| Some((sent, refused)),
        apply: |permits, limit| {
            permits.made = permits.made.max(limit);
            permits.give_back_unless_above(limit);
        },
    };

    /// Adds as many as the limit has, each time that it is above what there is.
    const ADDS_ALL: Client = Client {
        apply: |permits, limit| {
            permits.made += if limit > permits.made { limit } else { 0 };
            permits.give_back_unless_above(limit);
        },
        ..Client::RIGHT
    };
}

impl Permits {
    pub(crate) fn new(made: usize) -> Self {
        Permits { made, held: 0 }
    }

    /// Takes one, if there is one that nobody holds.
    pub(crate) fn take(&mut self) -> bool {
        let free = self.held < self.made;
        self.held += usize::from(free);
        free
    }

    /// The call that ends gives its own back, or takes it along where there are too many.
    fn give_back_unless_above(&mut self, limit: usize) {
        self.held -= 1;
        self.made -= usize::from(self.made > limit);
    }
}

impl Call {
    pub(crate) fn new(question: &str, start: u32) -> Self {
        Call {
            question: question.to_owned(),
            start,
            end: None,
            refused: false,
        }
    }

    fn end(&self) -> u32 {
        self.end.unwrap_or(u32::MAX)
    }
}

/// A limiter whose limit is to be applied.
pub fn exercise() -> Exercise {
    Exercise::new(
        15,
        Form::Async,
        "Follow the limit",
        "Each question is asked six times. The limiter of lesson 15 is told how each call went, and says how \
         many may be in flight. Nobody looks at what it says: there are four permits all the time. Keep to its \
         limit. When it rises, more questions are sent at once. When it falls, calls that are in flight run to \
         their end, and no question is sent until there are fewer in flight than the limit.",
        |dice| task(&drawn(dice)),
    )
}

/// Another server in each of three draws. All changes of the workers are in odd ticks: while nobody waits,
/// calls begin and end in even ones.
fn drawn(dice: &mut Dice) -> World {
    let kind = dice.varied(0..=2);
    dice.until(
        |dice| {
            let many = dice.ticks(5..=7) as usize;
            let few = dice.ticks(2..=3) as usize;
            let first = 2 * dice.ticks(3..=6) + 1;
            let second = first + 2 * dice.ticks(4..=6);
            let (workers, room) = match kind {
                // Fewer, and all of them again.
                0 => (vec![(0, many), (first, few), (second, many)], 3),
                // More. Nobody may wait: nothing but refusals tells how many there are.
                1 => (vec![(0, few), (first, many)], 0),
                // Fewer for good. Nobody is refused: nothing but latency tells it.
                _ => (vec![(0, many), (first, few)], 9),
            };
            World {
                workers,
                room,
                start: START,
                questions: dice.numbered("question", QUESTIONS),
                times: TIMES,
            }
        },
        |world| {
            let played = world.play(&Client::RIGHT);
            !overlaps(&played.calls) && (kind != 2 || tells_apart(world, &played))
        },
    )
}

/// Whether it matters how many permits are added. Where all calls end in one tick it does not: those that are
/// too many are taken away in the same tick.
fn tells_apart(world: &World, played: &Played) -> bool {
    loads(&world.play(&Client::ADDS_ALL)) != loads(played)
}

/// Whether a question is asked while it is in flight.
fn overlaps(calls: &[Call]) -> bool {
    let later = |index: usize| calls[index + 1..].iter();
    let meets =
        |call: &Call, other: &Call| call.question == other.question && other.start < call.end();
    let mut all = calls.iter().enumerate();
    all.any(|(index, call)| later(index).any(|other| meets(call, other)))
}

fn task(world: &World) -> Task {
    let played = world.play(&Client::RIGHT);
    let scenario = Scenario::of(world.questions.clone()).serving(|script| {
        let refusal = Reply::status(429).saying(REFUSAL).after(1);
        let script = script.queue_at_most(world.room, refusal);
        let script = script.otherwise(Reply::ok().after(SERVICE));
        let workers = world.workers.iter();
        workers.fold(script, |script, &(tick, workers)| {
            script.workers_from(tick, workers)
        })
    });
    let returned = played.calls.iter().map(|call| match call.refused {
        true => Wanted::text_of(&format!("the API answered 429: {REFUSAL}")),
        false => Wanted::answer(&call.question),
    });
    Task::new(scenario, plan(&played))
        .returning(returned)
        .rule(follows(&played))
}

fn plan(played: &Played) -> Plan {
    let status = |call: &Call| Outcome::Answered(if call.refused { 429 } else { 200 });
    let plan = Plan::new().connections(loads(played).into_iter().max().unwrap_or(1));
    played.calls.iter().fold(plan, |plan, call| {
        plan.stay(&call.question, call.start, call.end(), status(call))
    })
}

/// How many are in flight in each tick.
fn loads(played: &Played) -> Vec<usize> {
    let end = played.calls.iter().map(Call::end).max().unwrap_or(0);
    let there = |tick: u32| {
        let calls = played.calls.iter();
        calls
            .filter(|call| call.start <= tick && tick < call.end())
            .count()
    };
    (0..=end).map(there).collect()
}

/// In each tick as many are in flight as with a client that keeps to the limit.
fn follows(played: &Played) -> Rule {
    let (loads, limits) = (loads(played), played.limits.clone());
    Rule::new("follows the limit", Cause::Flight, move |seen| {
        let end = u32::try_from(loads.len()).unwrap_or(u32::MAX);
        let wanted = |tick: u32| loads.get(tick as usize).copied().unwrap_or(0);
        let differs = |tick: &u32| seen.timeline.in_flight_at(*tick) != wanted(*tick);
        let Some(tick) = (0..end).find(differs) else {
            return Ok(());
        };
        let (in_flight, wanted) = (seen.timeline.in_flight_at(tick), wanted(tick));
        let before = limits.partition_point(|&(since, _)| since <= tick);
        let (since, limit) = limits[before.saturating_sub(1)];
        let earlier = limits[..before].iter().rev().find(|step| step.1 != limit);
        let fell = earlier.is_some_and(|step| step.1 > limit);
        let told = format!(
            "At {} there were {in_flight} requests in flight, and {wanted} are wanted: the limit is {limit} \
             since {}.",
            seconds(tick),
            seconds(since)
        );
        Err(Broken::new(told, why(in_flight > wanted, fell)))
    })
}

fn why(too_many: bool, fell: bool) -> &'static str {
    match (too_many, fell) {
        (true, true) => {
            "Does a limit that falls take permits away? forget_permits takes only those that nobody holds, and \
             calls in flight hold all of them. Is the limiter told of each refusal?"
        }
        (true, false) => {
            "Is there a permit for each call, and is it held until the answer is there? Does a limit that rises \
             by one add one permit?"
        }
        (false, true) => {
            "Are more permits taken away than the limit says? The limiter has to know when a call was sent, and \
             not when it began to wait for its permit."
        }
        (false, false) => {
            "Does a limit that rises add permits, and to the semaphore at which the calls wait? The limiter has \
             to know when a call was sent, and not when it began to wait for its permit."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adaptive::MOST;

    /// The worlds of the three draws of a seed.
    fn worlds(seed: u64) -> [World; 3] {
        [0, 1, 2].map(|round| drawn(&mut Dice::new(seed, round)))
    }

    /// A wrong client is refused in some draw of every seed, by the rule of this exercise.
    #[track_caller]
    fn is_refused(tell: fn(u32, bool) -> Option<(u32, bool)>, apply: fn(&mut Permits, usize)) {
        for seed in 0..300 {
            let worlds = worlds(seed);
            let mut refusals = worlds.iter().filter_map(|world| {
                let played = world.play(&Client { tell, apply });
                task(world).refusal_of(&plan(&played))
            });
            let refusal = refusals.next();
            let refusal = refusal.unwrap_or_else(|| panic!("seed {seed}: it is accepted"));
            assert_eq!(refusal.wanted, "follows the limit", "seed {seed}");
        }
    }

    /// Whoever applies the limit badly.
    #[track_caller]
    fn badly(apply: fn(&mut Permits, usize)) {
        is_refused(Client::RIGHT.tell, apply);
    }

    #[test]
    fn a_limit_that_is_never_applied_is_refused_with_every_seed() {
        badly(|permits, _| permits.held -= 1);
    }

    #[test]
    fn a_limit_that_only_rises_or_only_falls_is_refused_with_every_seed() {
        badly(|permits, limit| {
            permits.made = permits.made.max(limit);
            permits.held -= 1;
        });
        badly(|permits, limit| permits.give_back_unless_above(limit));
    }

    #[test]
    fn other_numbers_of_permits_are_refused_with_every_seed() {
        badly(Client::ADDS_ALL.apply);
        // One more, and one less.
        badly(|permits, limit| (Client::RIGHT.apply)(permits, limit + 1));
        badly(|permits, limit| (Client::RIGHT.apply)(permits, (limit - 1).max(1)));
    }

    #[test]
    fn a_limiter_that_is_told_something_else_is_refused_with_every_seed() {
        let right = Client::RIGHT.apply;
        is_refused(|sent, refused| (!refused).then_some((sent, refused)), right);
        is_refused(|sent, _| Some((sent, false)), right);
        is_refused(|_, refused| Some((0, refused)), right);
        is_refused(|sent, refused| refused.then_some((sent, refused)), right);
    }

    #[test]
    fn no_question_is_asked_while_it_is_in_flight_and_the_limit_goes_up_and_down() {
        for world in (0..300).flat_map(worlds) {
            let played = world.play(&Client::RIGHT);
            assert!(!overlaps(&played.calls), "{world:?}");
            assert_eq!(played.calls.len(), QUESTIONS * TIMES);
            let change = |pair: &[(u32, u32)]| pair[1].1.cmp(&pair[0].1);
            let changes: Vec<_> = played.limits.windows(2).map(change).collect();
            assert!(changes.contains(&std::cmp::Ordering::Greater), "{world:?}");
            assert!(changes.contains(&std::cmp::Ordering::Less), "{world:?}");
        }
    }

    /// What the chapter says of the lesson's own server: a limiter loses little, whenever workers go.
    #[test]
    fn the_limiter_loses_six_at_worst_and_always_six_loses_more() {
        let always_six = Client {
            apply: |permits, _| permits.held -= 1,
            ..Client::RIGHT
        };
        let lost = |client: &Client, start: usize, first: u32| {
            let world = World {
                workers: vec![(0, 6), (first, 2), (first + 14, 6)],
                room: 3,
                start,
                questions: (1..=9).map(|number| format!("question {number}")).collect(),
                times: TIMES,
            };
            let calls = world.play(client).calls;
            calls.iter().filter(|call| call.refused).count()
        };
        for first in 1..=10 {
            assert!(lost(&Client::RIGHT, MOST, first) <= 6, "from {first} on");
            assert!(lost(&always_six, 6, first) >= 10, "from {first} on");
        }
    }
}
