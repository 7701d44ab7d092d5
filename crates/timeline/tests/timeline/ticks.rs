//! Whatever a machine does to the times of a log, its timeline is right or says that it is not to
//! be trusted.

use proptest::prelude::*;
use proptest::sample::Index;
use std::time::Duration;
use timeline::{Event, MAX_RESIDUAL, Outcome, Span, TICK, Timeline, What, nearest_tick};

const TICK_US: i64 = 100_000;
const BOUND_US: i64 = 33_000;
/// How long the watcher sleeps at a time, and so what it may miss of a stall.
const WATCHER_US: i64 = 2_000;

/// What one client does with one request, in ticks.
#[derive(Debug, Clone)]
struct Step {
    wait: u32,
    connects: bool,
    end: End,
}

#[derive(Debug, Clone, Copy)]
enum End {
    Scripted { latency: u32, status: u16 },
    Unscripted { status: u16 },
    Abandoned { after: u32 },
    Never,
}

/// The steps of each lane, one after the other. The first step waits from the start of the run.
type Plan = Vec<Vec<Step>>;

fn plan() -> impl Strategy<Value = Plan> {
    let status = prop_oneof![4 => Just(200_u16), 1 => Just(429), 1 => Just(503)];
    let end = (0..12_u32, 0..=6_u32, status).prop_map(|(kind, ticks, status)| match kind {
        0 => End::Never,
        1 => End::Unscripted { status },
        2 | 3 => End::Abandoned { after: ticks },
        _ => End::Scripted {
            latency: ticks,
            status,
        },
    });
    let step = (0..=3_u32, any::<bool>(), end);
    let step = step.prop_map(|(wait, connects, end)| Step {
        wait,
        connects,
        end,
    });
    let lane = prop::collection::vec(step, 1..=4);
    prop::collection::vec(lane, 1..=5).prop_map(|mut plan| {
        // Time starts at the first event, so something must happen at tick 0. And each plan has a
        // scripted answer.
        let first = &mut plan[0][0];
        first.end = End::Scripted {
            latency: 1 + first.wait,
            status: 200,
        };
        first.wait = 0;
        plan
    })
}

/// An event in microseconds since the start of the program, and the tick that it belongs to.
#[derive(Debug, Clone)]
struct Scheduled {
    us: i64,
    tick: i64,
    what: What,
}

/// Runs a plan on a machine where nothing happens during a stall, but at its end. The server
/// answers on its ticks: it rounds each arrival, and counts the latency from there.
fn run(plan: &Plan, stalls: &[(i64, i64)]) -> Vec<Vec<Scheduled>> {
    let defer = |us: i64| {
        let stall = stalls.iter().find(|(from, to)| (*from..*to).contains(&us));
        stall.map_or(us, |(_, to)| *to)
    };
    // One of the lanes that start at once has the first event, whichever: they are equally late.
    let origin = defer(0);
    let tick_at = |us: i64| i64::from(nearest_tick(micros(us - origin)));
    let mut number = 0;
    let mut lanes = Vec::new();
    for (lane, steps) in plan.iter().enumerate() {
        let mut events = Vec::new();
        let (mut us, mut tick) = (0, 0);
        for step in steps {
            number += 1;
            let request = number;
            us = defer(us + i64::from(step.wait) * TICK_US);
            tick += i64::from(step.wait);
            let mut push = |us, tick, what| events.push(Scheduled { us, tick, what });
            if step.connects {
                let connection = request;
                push(us, tick, What::Connected { connection });
            }
            let arrived = What::Arrived {
                request,
                connection: request,
                client: 0,
                label: label(lane),
            };
            push(us, tick, arrived);
            let answered = |status, latency| What::Answered {
                request,
                status,
                latency,
            };
            let (ticks, what) = match step.end {
                End::Scripted { latency, status } => {
                    let due = origin + (tick_at(us) + i64::from(latency)) * TICK_US;
                    us = defer(due.max(us));
                    (latency, answered(status, Some(latency)))
                }
                End::Unscripted { status } => (0, answered(status, None)),
                End::Abandoned { after } => {
                    us = defer(us + i64::from(after) * TICK_US);
                    (after, What::Abandoned { request })
                }
                End::Never => break,
            };
            tick += i64::from(ticks);
            push(us, tick, what);
        }
        lanes.push(events);
    }
    lanes
}

/// Moves each event by its noise. The first event of all defines time and stays.
fn disturb(lanes: &mut [Vec<Scheduled>], noise: &[i64]) {
    let events = lanes.iter_mut().flatten().skip(1);
    for (event, noise) in events.zip(noise.iter().cycle()) {
        let early = *noise < 0 && event.us > 0;
        event.us += if early { *noise } else { noise.abs() };
    }
    keep_causes_first(lanes);
}

/// The events of a lane keep their order, because each causes the next. Events of different lanes
/// may swap.
fn keep_causes_first(lanes: &mut [Vec<Scheduled>]) {
    for events in lanes {
        let mut earliest = 0;
        for event in events {
            event.us = earliest.max(event.us);
            earliest = event.us;
        }
    }
}

fn timeline(plan: &Plan, lanes: &[Vec<Scheduled>], worst_stall: i64) -> Timeline {
    let mut log: Vec<&Scheduled> = lanes.iter().flatten().collect();
    log.sort_by_key(|event| event.us);
    let events: Vec<Event> = log
        .into_iter()
        .map(|event| Event {
            // The clock of a server need not start at zero.
            at: micros(7_654_321 + event.us),
            what: event.what.clone(),
        })
        .collect();
    let order: Vec<String> = (0..plan.len()).map(label).collect();
    Timeline::from_events(&events, &order, micros(worst_stall))
}

/// Fails unless the timeline is the one of the plan, to the tick.
fn assert_as_planned(timeline: &Timeline, plan: &Plan) -> Result<(), TestCaseError> {
    let mut connections = Vec::new();
    for (lane, steps) in timeline.lanes.iter().zip(plan) {
        let mut spans = Vec::new();
        let mut tick = 0;
        for step in steps {
            tick += step.wait;
            let start = tick;
            connections.extend(step.connects.then_some(tick));
            let (end, outcome) = match step.end {
                End::Scripted { latency, status } => {
                    (Some(start + latency), Outcome::Answered(status))
                }
                End::Unscripted { status } => (Some(start), Outcome::Answered(status)),
                End::Abandoned { after } => (Some(start + after), Outcome::Abandoned),
                End::Never => (None, Outcome::InFlight),
            };
            spans.push(Span {
                start,
                end,
                outcome,
            });
            let Some(end) = end else { break };
            tick = end;
        }
        // Requests of one lane that come and go within one tick have no order on the picture.
        spans.sort_by_key(|span| (span.start, span.end.unwrap_or(u32::MAX), span.outcome));
        prop_assert_eq!(&lane.spans, &spans, "{}", &lane.label);
    }
    connections.sort_unstable();
    prop_assert_eq!(&timeline.connections, &connections);
    Ok(())
}

fn label(lane: usize) -> String {
    format!("article {lane}")
}

fn micros(us: i64) -> Duration {
    Duration::from_micros(u64::try_from(us).expect("no event before the start of the program"))
}

/// Noise below the bound, often the largest that there is.
fn small_noise() -> impl Strategy<Value = Vec<i64>> {
    let most = BOUND_US - 1;
    let noise = prop_oneof![Just(0), Just(most), Just(-most), -most..=most];
    prop::collection::vec(noise, 60)
}

/// Stalls of a machine, in order and apart: from and to, in microseconds. Most of them are so short
/// that the watcher lets them pass, and strike where it matters: on a tick, or a little later, when
/// an event is late already.
fn stalls() -> impl Strategy<Value = Vec<(i64, i64)>> {
    let longest = prop_oneof![4 => 15_000..=60_000_i64, 1 => 60_000..=500_000_i64];
    let stall = (0..=5_000_i64, 0.0..1.0);
    let stalls = prop::collection::btree_map(0..=12_i64, stall, 1..=5);
    (longest, stalls).prop_map(|(longest, stalls)| {
        let mut apart: Vec<(i64, i64)> = Vec::new();
        for (tick, (shorter, place)) in stalls {
            let length = longest - shorter;
            let latest = tick * TICK_US + BOUND_US;
            let from = latest - ((BOUND_US + length) as f64 * place) as i64;
            // The watcher runs between two stalls, if only for a moment.
            if apart.last().is_none_or(|(_, to)| *to < from) {
                apart.push((from, from + length));
            }
        }
        apart
    })
}

#[test]
fn the_bounds_of_these_tests_are_those_of_the_crate() {
    assert_eq!(micros(TICK_US), TICK);
    assert_eq!(micros(BOUND_US), MAX_RESIDUAL);
}

proptest! {
    #[test]
    fn noise_below_the_bound_changes_nothing(plan in plan(), noise in small_noise()) {
        let mut lanes = run(&plan, &[]);
        disturb(&mut lanes, &noise);
        let timeline = timeline(&plan, &lanes, 0);
        assert_as_planned(&timeline, &plan)?;
        prop_assert!(timeline.steadiness.is_steady(), "{:?}", timeline.steadiness);
    }

    #[test]
    fn a_late_answer_is_noticed(
        plan in plan(),
        noise in small_noise(),
        which in any::<Index>(),
        late in BOUND_US..=500_000,
    ) {
        let mut lanes = run(&plan, &[]);
        disturb(&mut lanes, &noise);
        let scripted = |event: &&mut Scheduled| {
            matches!(event.what, What::Answered { latency: Some(_), .. })
        };
        let mut answers: Vec<_> = lanes.iter_mut().flatten().filter(scripted).collect();
        let which = which.index(answers.len());
        answers[which].us = answers[which].tick * TICK_US + late;
        keep_causes_first(&mut lanes);
        let timeline = timeline(&plan, &lanes, 0);
        prop_assert!(!timeline.steadiness.is_steady());
    }

    #[test]
    fn an_event_between_two_ticks_is_noticed(
        plan in plan(),
        noise in small_noise(),
        which in any::<Index>(),
        by in BOUND_US..=TICK_US - BOUND_US,
        early in any::<bool>(),
    ) {
        let mut lanes = run(&plan, &[]);
        disturb(&mut lanes, &noise);
        let mut events: Vec<_> = lanes.iter_mut().flatten().collect();
        // Never the first event of all: it defines time.
        let which = 1 + which.index(events.len() - 1);
        // An event cannot come before the one that causes it, on the same tick.
        let early = early && events[which].tick > events[which - 1].tick;
        let by = if early { -by } else { by };
        events[which].us = events[which].tick * TICK_US + by;
        keep_causes_first(&mut lanes);
        let timeline = timeline(&plan, &lanes, 0);
        prop_assert!(!timeline.steadiness.is_steady());
    }

    #[test]
    fn a_long_stall_is_never_steady(
        plan in plan(),
        from in any::<Index>(),
        length in 40_000..=500_000_i64,
    ) {
        let undisturbed = run(&plan, &[]);
        let last = undisturbed.iter().flatten().map(|event| event.us).max().unwrap_or(0);
        let from = i64::try_from(from.index(1 + usize::try_from(last)?))?;
        let lanes = run(&plan, &[(from, from + length)]);
        let timeline = timeline(&plan, &lanes, length - WATCHER_US);
        prop_assert!(!timeline.steadiness.is_steady());
    }

    #[test]
    fn no_stalls_ever_shift_a_steady_run(plan in plan(), stalls in stalls()) {
        let worst = stalls.iter().map(|(from, to)| to - from).max().unwrap_or(0);
        let worst = (worst - WATCHER_US).max(0);
        let timeline = timeline(&plan, &run(&plan, &stalls), worst);
        if timeline.steadiness.is_steady() {
            assert_as_planned(&timeline, &plan)?;
        }
    }
}

/// Why the longest stall is handed in: events alone cannot tell.
#[test]
fn only_the_watcher_sees_a_client_stalled_by_a_whole_tick() {
    let step = |wait| Step {
        wait,
        connects: false,
        end: End::Scripted {
            latency: 2,
            status: 200,
        },
    };
    let plan = vec![vec![step(0), step(1)]];
    // The client should wake at tick 3, and does so at tick 4.
    let lanes = run(&plan, &[(2 * TICK_US + 1, 4 * TICK_US)]);
    let unwatched = timeline(&plan, &lanes, 0);
    assert!(unwatched.steadiness.is_steady());
    assert_eq!(unwatched.lanes[0].spans[1].start, 4);
    let watched = timeline(&plan, &lanes, 2 * TICK_US - WATCHER_US);
    assert!(!watched.steadiness.is_steady());
}
