//! What the exercise of this lesson asks for.

use crate::policy::Breaker;
use crate::visits::{COOLDOWN, FAILURES};
use kit::rules::{Broken, Cause, Rule};
use kit::{Dice, Exercise, Form, Outcome, Plan, Reply, Scenario, Task, Wanted, seconds};
use std::ops::Range;
use std::time::Duration;

/// Each comes twice, and somebody comes every second tick.
const VISITORS: usize = 9;

/// What is returned for a visit for which nothing was sent.
const NOT_ASKED: &str = "not asked";

/// A visitor comes so often, and somebody comes every second tick. Answers take an odd number of
/// ticks, so nobody comes in the tick in which a breaker changes its state.
pub(crate) const APART: u32 = 2;

/// A reply: its status, and after how many ticks.
type Answer = (u16, u32);

/// What the server answers to each visit.
#[derive(Debug, Clone)]
pub(crate) struct World {
    /// To a visit that is not in the outage.
    pub(crate) replies: Vec<Answer>,
    /// The ticks in which it is down, and what it answers then.
    pub(crate) outage: Option<(Range<u32>, Answer)>,
}

/// What became of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Visit {
    pub(crate) tick: u32,
    /// The reply, where the server was asked.
    pub(crate) reply: Option<Answer>,
    pub(crate) in_outage: bool,
}

/// A breaker that is to be written, before a server that fails in one way or another.
pub fn exercise() -> Exercise {
    Exercise::new(
        16,
        Form::Blocking,
        "Break the circuit",
        "The breaker in this file lets everything through. Make it open at the third failure in \
         a row, and stay open for 0.4 s from then on: nothing is sent meanwhile, and what calls \
         that were in flight come to changes nothing. The next visitor after that is the probe. \
         While it is in flight nobody else asks. If it fails, the breaker is open for another \
         0.4 s; if not, it closes and counts from 0. A failure is a status of 500 or more. Any \
         other answer, such as 404, is a success: it says that the server is well.",
        task,
    )
}

fn task(dice: &mut Dice) -> Task {
    let world = drawn(dice);
    let names = dice.numbered("visitor", VISITORS);
    let (visits, history) = world.play(&mut Breaker::new(FAILURES, COOLDOWN), |code| code >= 500);
    let replied = |(status, ticks): (u16, u32)| {
        let reply = Reply::status(status).after(ticks);
        if status < 400 {
            reply
        } else {
            reply.saying("sorry")
        }
    };
    let (mut scenario, mut ideal) = (Scenario::new(), Plan::new().connections(VISITORS));
    let mut returned = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let own: Vec<&Visit> = visits.iter().skip(index).step_by(VISITORS).collect();
        let scripted = own.iter().filter(|visit| !visit.in_outage);
        let mut scripted: Vec<Reply> = scripted
            .filter_map(|visit| visit.reply)
            .map(replied)
            .collect();
        if scripted.is_empty() {
            scripted.push(replied((200, 1)));
        }
        scenario = scenario.prompt(name, scripted);
        for visit in own {
            returned.push(match visit.reply {
                None => Wanted::text_of(NOT_ASKED),
                Some((200, _)) => Wanted::answer(name),
                Some((code, _)) => Wanted::text_of(&format!("the API answered {code}: sorry")),
            });
            if let Some((status, ticks)) = visit.reply {
                let end = visit.tick + ticks;
                ideal = ideal.stay(name, visit.tick, end, Outcome::Answered(status));
            }
        }
    }
    if let Some((when, reply)) = world.outage {
        let when = [when.start, when.end].map(|tick| Duration::from_millis(100) * tick);
        scenario = scenario.serving(|script| script.outage(when[0]..when[1], replied(reply)));
    }
    let expected = Expected::of(&names, &visits, &history);
    let task = Task::new(scenario, ideal).returning(returned);
    let rules = Phase::ALL.map(|phase| asks_as_wanted(phase, expected.clone()));
    rules.into_iter().fold(task, Task::rule)
}

/// What the server is like, another way in each of three draws. Before an outage so many are well.
fn drawn(dice: &mut Dice) -> World {
    let mut replies = vec![(200, 1); 2 * VISITORS];
    let before = dice.ticks(2..=3);
    let first = before as usize;
    let tick = |visit: u32| APART * visit;
    let code = |dice: &mut Dice| dice.one_of(&[500, 502, 503, 504]);
    let outage = match dice.varied(0..=2) {
        // Never down: four failures in all, two of them in a row, and three that are the client's own.
        0 => {
            let gap = dice.ticks(0..=1) as usize;
            for visit in [first - 1, first + 1, first + 2, first + 8 + gap] {
                replies[visit] = (code(dice), 1);
            }
            replies[first + 4..first + 7].fill((dice.one_of(&[400, 404, 422]), 1));
            None
        }
        // Down until after the first probe, which takes its time. One fails when all is well again.
        1 => {
            replies[first + 13] = (code(dice), 1);
            let end = tick(before + 8) - 1 + 2 * dice.ticks(0..=3);
            Some((tick(before) - 1..end, (code(dice), 5)))
        }
        // Up again before the probe, which takes its time too. Somebody who came just before the outage
        // has an answer while the breaker is open.
        _ => {
            replies[first - 1] = (200, 11);
            replies[first + 6] = (200, 5);
            for visit in [first + 10, first + 11] {
                replies[visit] = (code(dice), 1);
            }
            let end = tick(before + 4) - 1 + 2 * dice.ticks(0..=2);
            Some((tick(before) - 1..end, (code(dice), 3)))
        }
    };
    World { replies, outage }
}

/// How the breaker is when somebody comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Closed,
    Open,
    Probe,
    HalfOpen,
}

impl Phase {
    const ALL: [Phase; 4] = [Phase::Closed, Phase::Open, Phase::Probe, Phase::HalfOpen];
}

/// A visit: who comes and when, and how the breaker is, since when.
#[derive(Debug, Clone)]
struct Expected {
    name: String,
    tick: u32,
    phase: Phase,
    since: u32,
}

impl Expected {
    fn of(names: &[String], visits: &[Visit], history: &[(u32, &'static str)]) -> Vec<Self> {
        let names = names.iter().cycle();
        let expected = names.zip(visits).map(|(name, visit)| {
            // A state that begins with this very visit is that of the probe.
            let before = history.iter().rev().find(|(since, _)| *since < visit.tick);
            let (since, state) = before.copied().unwrap_or((0, "closed"));
            let phase = match (state, visit.reply.is_some()) {
                ("closed", _) => Phase::Closed,
                ("half-open", _) => Phase::HalfOpen,
                (_, true) => Phase::Probe,
                (_, false) => Phase::Open,
            };
            Expected {
                name: name.clone(),
                tick: visit.tick,
                phase,
                since,
            }
        });
        expected.collect()
    }

    fn is_to_be_sent(&self) -> bool {
        matches!(self.phase, Phase::Closed | Phase::Probe)
    }
}

/// The first visit that goes wrong, if it falls into a phase: what comes later follows from it.
fn asks_as_wanted(phase: Phase, expected: Vec<Expected>) -> Rule {
    let wanted = match phase {
        Phase::Closed => "asks while the server is well",
        Phase::Open => "asks nothing while the breaker is open",
        Phase::Probe => "sends a probe when its time has come",
        Phase::HalfOpen => "sends one probe, and waits for it",
    };
    Rule::new(wanted, Cause::Sent, move |seen| {
        let wrong = expected.iter().find(|visit| {
            let mut spans = seen.timeline.lane(&visit.name).iter();
            spans.any(|span| span.start == visit.tick) != visit.is_to_be_sent()
        });
        let Some(visit) = wrong.filter(|visit| visit.phase == phase) else {
            return Ok(());
        };
        let (name, at, since) = (&visit.name, seconds(visit.tick), seconds(visit.since));
        Err(match phase {
            Phase::Closed => Broken::new(
                format!("{name} came at {at}, when the breaker is to be closed, and was not sent."),
                "Are failures counted that are not in a row? Does every success set the count \
                 back, and a breaker that closes too? Is an answer such as 404 taken for a \
                 failure? Does somebody hold a lock while the server is asked?",
            ),
            Phase::Open => Broken::new(
                format!("{name} was sent at {at}; the breaker is to be open from {since} on."),
                "Does it open at the third failure in a row, and after a probe that fails? For \
                 how long? What does it make of an answer to a call that was sent before?",
            ),
            Phase::Probe => Broken::new(
                format!(
                    "{name} came at {at} and was not sent; the breaker had been open since \
                     {since}."
                ),
                "How long is it open? Does a failure that comes late, of a call that was sent \
                 before, begin the wait anew? Is there a way out of each state?",
            ),
            Phase::HalfOpen => Broken::new(
                format!("{name} was sent at {at}, while the probe of {since} was in flight."),
                "Is there a state between open and closed, in which one call finds out how the \
                 server is, and the others are told no?",
            ),
        })
    })
}

#[cfg(test)]
use crate::policy::{Pass, Policy};

#[cfg(test)]
#[path = "../tests/plain/mod.rs"]
mod plain;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exercise::plain::{Mistake, Plain};
    use crate::policy::NoBreaker;
    use crate::wrong_everybody::WrongEverybody;
    use crate::wrong_total::WrongTotal;

    fn sent(world: &World, mut policy: impl Policy, down: fn(u16) -> bool) -> Vec<bool> {
        let (visits, _) = world.play(&mut policy, down);
        visits.iter().map(|visit| visit.reply.is_some()).collect()
    }

    fn right(world: &World) -> Vec<bool> {
        sent(world, Breaker::new(FAILURES, COOLDOWN), |code| code >= 500)
    }

    /// The worlds of the three draws of a seed.
    fn worlds(seed: u64) -> [World; 3] {
        [0, 1, 2].map(|round| drawn(&mut Dice::new(seed, round)))
    }

    /// A wrong breaker differs from the right one in some draw of every seed.
    fn is_told_apart<P: Policy>(what: &str, policy: impl Fn() -> P, down: fn(u16) -> bool) {
        for seed in 0..500 {
            let worlds = worlds(seed);
            let mut worlds = worlds.iter();
            let differs = worlds.any(|world| sent(world, policy(), down) != right(world));
            assert!(differs, "seed {seed}: {what} is accepted");
        }
    }

    #[test]
    fn what_is_wrong_is_refused_with_every_seed() {
        let down = |code| code >= 500;
        is_told_apart("no breaker", NoBreaker::default, down);
        is_told_apart(
            "everybody",
            || WrongEverybody::new(FAILURES, COOLDOWN),
            down,
        );
        is_told_apart("a total", || WrongTotal::new(FAILURES, COOLDOWN), down);
        for failures in [1, 2, 4, 5] {
            is_told_apart("another count", || Breaker::new(failures, COOLDOWN), down);
        }
        for ticks in [0, 2, 6, 8, 10] {
            let cooldown = Duration::from_millis(100) * ticks;
            is_told_apart("another wait", || Breaker::new(FAILURES, cooldown), down);
        }
        let right = || Breaker::new(FAILURES, COOLDOWN);
        is_told_apart("all errors", right, |code| code >= 400);
        for mistake in [
            Mistake::LateSuccessCloses,
            Mistake::LateFailureReopens,
            Mistake::ClosesWithoutProbe,
            Mistake::KeepsTheCount,
            Mistake::StaysOpen,
            Mistake::ProbeForEver,
        ] {
            let plain = || Plain {
                mistake,
                ..Plain::default()
            };
            is_told_apart(&format!("{mistake:?}"), plain, down);
        }
    }

    #[test]
    fn a_breaker_without_passes_will_do() {
        for world in (0..500).flat_map(worlds) {
            assert_eq!(
                sent(&world, Plain::default(), |code| code >= 500),
                right(&world)
            );
        }
    }

    /// What the chapter says of the lesson's own server: when each breaker is closed again.
    #[test]
    fn everybody_probes_and_is_served_later() {
        let world = World {
            replies: vec![(200, 1); 20],
            outage: Some((5..29, (504, 5))),
        };
        let closed = |mut policy: Box<dyn Policy>| {
            let (_, history) = world.play(&mut *policy, |code| code >= 500);
            history.last().copied()
        };
        let right = closed(Box::new(Breaker::new(FAILURES, COOLDOWN)));
        assert_eq!(right, Some((31, "closed")));
        let everybody = closed(Box::new(WrongEverybody::new(FAILURES, COOLDOWN)));
        assert_eq!(everybody, Some((39, "closed")));
    }

    /// No visitor comes in a tick in which something is answered, and no two answers that count come in
    /// one tick.
    #[test]
    fn nothing_depends_on_what_comes_first_in_a_tick() {
        for world in (0..500).flat_map(worlds) {
            let mut breaker = Breaker::new(FAILURES, COOLDOWN);
            let (visits, history) = world.play(&mut breaker, |code| code >= 500);
            let asked = visits
                .iter()
                .filter_map(|visit| Some((visit.tick, visit.reply?)));
            for (tick, (_, ticks)) in asked.clone() {
                assert_eq!((tick % 2, ticks % 2), (0, 1));
                let end = tick + ticks;
                let same = asked.clone().filter(|(tick, reply)| tick + reply.1 == end);
                let state = history.iter().rev().find(|(since, _)| *since < end);
                let counts = state.is_none_or(|(_, state)| *state != "open");
                assert!(!counts || same.count() == 1, "{world:?}");
            }
        }
    }
}
