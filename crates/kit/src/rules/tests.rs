//! Each rule tells its cases apart.

use super::*;
use crate::plan::{Plan, Times, buffered, divided, shared, waves};
use crate::{Reply, Scenario, Task, Wanted};
use std::time::Duration;
use timeline::Outcome;

const LATENCIES: [u32; 6] = [4, 2, 6, 1, 5, 3];

fn articles() -> Scenario {
    Scenario::articles(&LATENCIES)
}

fn task(scenario: Scenario) -> Task {
    let ideal = Plan::shared(&scenario, 3);
    Task::new(scenario, ideal)
}

/// The articles, sent at these times.
fn sent(times: Times) -> Plan {
    let plan = Plan::new().connections(3);
    times
        .iter()
        .zip(1..)
        .fold(plan, |plan, (&(start, end), number)| {
            let lane = format!("article {number}");
            plan.stay(&lane, start, end, Outcome::Answered(200))
        })
}

/// What a rule says of a plan, if anything.
fn told(rule: &Rule, plan: &Plan) -> Option<Broken> {
    Evidence::of_plan(task(articles()).asked(), plan, |seen| {
        rule.check(seen).err()
    })
}

#[track_caller]
fn assert_told(rule: &Rule, plan: &Plan, seen: &str, advice: &str) {
    let broken = told(rule, plan).expect("the rule is broken");
    assert_eq!(broken.seen, seen);
    assert!(broken.advice.contains(advice), "{broken:#?}");
}

#[test]
fn too_many_in_flight_are_all_or_a_few() {
    let rule = at_most_in_flight(3);
    assert_eq!(told(&rule, &sent(shared(&LATENCIES, 3))), None);
    assert_told(
        &rule,
        &sent(shared(&LATENCIES, 6)),
        "6 requests were in flight at 0.0 s; the limit is 3.",
        "All are sent at once.",
    );
    assert_told(
        &rule,
        &sent(shared(&LATENCIES, 4)),
        "4 requests were in flight at 0.0 s; the limit is 3.",
        "A few too many.",
    );
    assert_told(
        &at_most_in_flight(1),
        &sent(shared(&LATENCIES, 2)),
        "2 requests were in flight at 0.0 s; the limit is 1.",
        "a thread or a task that need not be",
    );
}

#[test]
fn an_idle_slot_has_its_reason() {
    let rule = no_idle_slot(3);
    assert_eq!(told(&rule, &sent(shared(&LATENCIES, 3))), None);
    assert_told(
        &rule,
        &sent(shared(&LATENCIES, 1)),
        "At 0.0 s there was room for 3, 1 in flight, and article 2 was not sent yet.",
        "One request at a time: nothing overlaps.",
    );
    assert_told(
        &rule,
        &sent(waves(&LATENCIES, 3)),
        "At 0.2 s there was room for 3, 2 in flight, and article 4 was not sent yet.",
        "Does a wave wait for its slowest?",
    );
    assert_told(
        &rule,
        &sent(buffered(&LATENCIES, 3)),
        "At 0.2 s there was room for 3, 2 in flight, and article 4 was not sent yet.",
        "A stream that is buffered in order",
    );
    assert_told(
        &rule,
        &sent(shared(&LATENCIES, 2)),
        "At 0.0 s there was room for 3, 2 in flight, and article 3 was not sent yet.",
        "fewer workers or permits than the limit",
    );
    let late = sent(shared(&LATENCIES, 3)).later(2);
    let seen = "At 0.0 s there was room for 3, 0 in flight, and article 1 was not sent yet.";
    assert_told(&rule, &late, seen, "What is waited for first?");
    // Two lists, the first of which is done long before the second.
    let lists = [1, 1, 1, 5, 5, 5];
    let rule = no_idle_slot(2);
    let seen = "At 0.3 s there was room for 2, 1 in flight, and article 5 was not sent yet.";
    assert_told(&rule, &sent(divided(&lists, 2)), seen, "divided beforehand");
}

#[test]
fn what_is_never_sent_leaves_no_slot_idle_but_is_missing() {
    let plan = sent(shared(&LATENCIES[..5], 3));
    assert_eq!(told(&no_idle_slot(3), &plan), None);
    let [_, missing] = sends_what_is_asked();
    assert_told(
        &missing,
        &plan,
        "article 6 was never sent.",
        "for each prompt",
    );
}

#[test]
fn until_a_tick_only_what_comes_before_it_counts() {
    let plan = sent(vec![(0, 4), (0, 4), (8, 9), (8, 9), (8, 9), (8, 9)]);
    assert_eq!(told(&no_idle_slot_before(2, 4), &plan), None);
    assert!(told(&no_idle_slot_before(2, 5), &plan).is_some());
}

#[test]
fn who_ends_before_a_tick_leaves_slots_idle_until_then() {
    let any = LATENCIES
        .iter()
        .zip(1..)
        .fold(task(articles()), |task, (_, number)| {
            task.sending(&format!("article {number}"), 0..=1)
        });
    let plan = sent(vec![(0, 4), (0, 4)]);
    let told = |end| {
        Evidence::of_plan(any.asked(), &plan, |seen| {
            no_idle_slot_before(2, end).check(seen).err()
        })
    };
    assert_eq!(told(4), None);
    let broken = told(6).expect("two slots are idle");
    assert_eq!(
        broken.seen,
        "At 0.4 s there was room for 2, 0 in flight, and article 3 was not sent yet."
    );
    assert!(
        broken.advice.starts_with("It was never sent."),
        "{broken:?}"
    );
}

#[test]
fn who_computes_is_told_so() {
    let broken = Evidence::of_plan(
        task(articles()).asked(),
        &sent(shared(&LATENCIES, 1)),
        |seen| {
            seen.computed = Duration::from_millis(90);
            no_idle_slot(3).check(seen).err()
        },
    );
    let advice = broken.expect("the rule is broken").advice;
    assert!(advice.contains("kept a processor busy"), "{advice}");
}

#[test]
fn connections_are_of_many_clients_or_of_one() {
    let rule = at_most_connections(1);
    let opened = |plan: Plan, connections| plan.connections(connections);
    let one_by_one = || sent(shared(&LATENCIES, 1));
    assert_eq!(told(&rule, &opened(one_by_one(), 1)), None);
    let seen = "6 connections were opened; 1 is enough.";
    let each = opened(one_by_one(), 6);
    assert_told(&rule, &each, seen, "a new client made for each call");
    let at_once = opened(sent(shared(&LATENCIES, 6)), 6);
    assert_told(
        &rule,
        &at_once,
        seen,
        "in flight together need a connection each",
    );
    let seen = "2 connections were opened; 1 is enough.";
    let two = opened(one_by_one(), 2);
    assert_told(
        &rule,
        &two,
        seen,
        "several clients where one could be shared",
    );
}

#[test]
fn what_follows_from_prompts_may_be_left_out() {
    let scenario = articles().follow_up("publish 1", Reply::ok().after(2));
    let ideal = sent(shared(&LATENCIES, 3));
    let publishing = |start| {
        let plan = sent(shared(&LATENCIES, 3));
        plan.stay("publish 1", start, start + 2, Outcome::Answered(200))
    };
    let task = Task::new(scenario, ideal).sending("publish 1", 0..=1);
    let limited = |rule: Rule| task.clone().rule(rule).refusal_of(&publishing(4));
    let finding = limited(at_most_in_flight(3)).expect("four are in flight");
    assert_eq!(finding.wanted, "never more than 3 in flight");
    assert_eq!(limited(at_most_in_flight(3).of_prompts_alone()), None);
    assert_eq!(limited(no_idle_slot(3).of_prompts_alone()), None);
    let finding = limited(at_most_in_flight(2).of_prompts_alone()).expect("three are in flight");
    let seen = "3 requests were in flight at 0.0 s; the limit is 2.";
    assert_eq!(finding.broken.expect("it is broken").seen, seen);
}

#[test]
fn what_is_sent_too_often_is_told_by_how_the_one_before_ended() {
    let [rule, _] = sends_what_is_asked();
    let after = |outcome| {
        let plan = sent(shared(&LATENCIES, 3));
        let plan = plan.stay("article 9", 20, 21, Outcome::Answered(200));
        assert!(told(&rule, &plan).is_some_and(|broken| broken.seen.contains("article 9")));
        let mut plan = Plan::new().stay("article 1", 0, 4, outcome);
        plan = plan.stay("article 1", 6, 7, Outcome::Answered(200));
        told(&rule, &plan).expect("it is sent twice")
    };
    let twice =
        "article 1 was sent twice; once is enough. The last that is too much came at 0.6 s.";
    for (outcome, advice) in [
        (Outcome::Answered(200), "made in two places"),
        (
            Outcome::Answered(400),
            "Which statuses are worth another attempt?",
        ),
        (Outcome::Answered(429), "How many attempts"),
        (Outcome::Answered(503), "How many attempts"),
        (Outcome::Abandoned, "given up"),
    ] {
        let broken = after(outcome);
        assert_eq!(broken.seen, twice);
        assert!(broken.advice.contains(advice), "{broken:#?}");
    }
    let wrong_path = Plan::new().stay("POST /chat", 0, 0, Outcome::Answered(404));
    let broken = told(&rule, &wrong_path).expect("nobody asked for it");
    assert!(
        broken.advice.contains("POST /v1/chat/completions"),
        "{broken:#?}"
    );
}

#[test]
fn a_body_without_a_question_is_told_from_a_wrong_address() {
    let [rule, _] = sends_what_is_asked();
    let plan = Plan::new().stay("POST /v1/chat/completions", 0, 0, Outcome::Answered(400));
    let seen = "The server got POST /v1/chat/completions without a prompt in it.";
    assert_told(&rule, &plan, seen, "with messages");
    assert!(why_not_answered("POST /v1/chat/completions").contains("with messages"));
    assert!(why_not_answered("POST /chat").ends_with("after the base URL."));
}

#[test]
fn prompts_that_overtake_each_other_are_told() {
    let rule = sends_in_order();
    assert_eq!(told(&rule, &sent(shared(&LATENCIES, 3))), None);
    assert_eq!(told(&rule, &Plan::new()), None);
    let mut times = shared(&LATENCIES, 1);
    times.swap(2, 3);
    let seen = "article 4 was sent at 0.6 s, before article 3.";
    assert_told(&rule, &sent(times), seen, "In which order");
}

#[test]
fn what_goes_on_after_the_return_is_told() {
    let [rule, _] = sends_what_is_asked();
    let told_at = |returned| {
        let plan = sent(shared(&LATENCIES, 3));
        Evidence::of_plan(task(articles()).asked(), &plan, |seen| {
            seen.call.returned = Some(timeline::TICK * returned);
            rule.check(seen).err().map(|broken| broken.seen)
        })
    };
    assert_eq!(told_at(8), None);
    let in_flight = "article 3 was still in flight when your function returned at 0.6 s.";
    assert_eq!(
        told_at(6).as_deref(),
        Some(in_flight.replace("article 3", "article 5").as_str())
    );
    let sent = "article 4 was sent at 0.2 s, when your function had returned at 0.1 s.";
    assert_eq!(told_at(1).as_deref(), Some(sent));
}

#[test]
fn waits_are_neither_shorter_nor_longer_than_asked() {
    let busy = |code| Reply::status(code).after(1);
    let scenario = || {
        Scenario::new()
            .prompt("busy", [busy(503), busy(503), Reply::ok().after(1)])
            .prompt("limited", [busy(429).retry_after(1), Reply::ok().after(1)])
    };
    let told = |lane: &str, wanted: &[u32], waits: &[u32]| {
        let mut plan = Plan::new();
        let mut start = 0;
        for wait in waits.iter().chain(&[0]) {
            plan = plan.stay(lane, start, start + 1, Outcome::Answered(503));
            start += 1 + wait;
        }
        let broken = Evidence::of_plan(task(scenario()).asked(), &plan, |seen| {
            waits_between(lane, wanted).check(seen).err()
        });
        broken.map(|broken| broken.advice)
    };
    let [twice, once] = [&[2, 4][..], &[10]];
    assert_eq!(told("busy", twice, twice), None);
    let cases = [
        ("busy", twice, &[2, 2][..], "Too early."),
        ("busy", twice, &[0, 4], "came again at once"),
        ("busy", twice, &[2, 6], "Too late."),
        ("limited", once, &[2], "look at `retry_after`"),
        ("limited", once, &[12], "Is another wait added"),
    ];
    for (lane, wanted, waits, advice) in cases {
        let told = told(lane, wanted, waits).expect("the waits are wrong");
        assert!(told.contains(advice), "{waits:?}: {told}");
    }
}

#[test]
fn what_is_given_up_is_given_up_in_time() {
    let ends = |end, outcome| Plan::new().stay("article 1", 0, end, outcome);
    let rule = hangs_up("article 1", 3, "the deadline");
    assert_eq!(told(&rule, &ends(3, Outcome::Abandoned)), None);
    for (end, outcome, advice) in [
        (2, Outcome::Abandoned, "too early"),
        (4, Outcome::Abandoned, "too late"),
        (4, Outcome::Answered(200), "It ran on."),
    ] {
        let broken = told(&rule, &ends(end, outcome)).expect("it is not given up in time");
        assert!(broken.advice.contains(advice), "{broken:#?}");
    }
    assert!(told(&rule, &Plan::new()).is_some_and(|broken| broken.seen.contains("never sent")));
}

#[test]
fn a_deadline_is_one_moment_for_all() {
    let rule = ends_at(5, "the deadline");
    let stopped = Plan::new().stay("article 1", 0, 3, Outcome::Answered(200));
    let seen =
        "The last request ended at 0.3 s, and article 2 was never sent; the deadline is at 0.5 s.";
    assert_told(&rule, &stopped, seen, "there was time left");
    let cut = |end, outcome| {
        let plan = Plan::new().stay("article 1", 0, 3, Outcome::Answered(200));
        plan.stay("article 2", 3, end, outcome)
    };
    assert_eq!(told(&rule, &cut(5, Outcome::Abandoned)), None);
    for (end, outcome, advice) in [
        (4, Outcome::Abandoned, "given up too early"),
        (8, Outcome::Abandoned, "given up too late"),
        (8, Outcome::Answered(200), "It ran on."),
    ] {
        let broken = told(&rule, &cut(end, outcome)).expect("it does not end then");
        assert!(
            broken.seen.starts_with("article 2: sent at 0.3 s"),
            "{broken:#?}"
        );
        assert!(
            broken.seen.ends_with("; the deadline is at 0.5 s."),
            "{broken:#?}"
        );
        assert!(broken.advice.contains(advice), "{broken:#?}");
    }
    let sent_then = cut(5, Outcome::Abandoned).stay("article 3", 5, 5, Outcome::Abandoned);
    let seen = "article 3 was sent at 0.5 s; the deadline is at 0.5 s.";
    assert_told(&rule, &sent_then, seen, "before every request");
}

#[test]
fn answers_are_told_by_what_is_wrong_with_them() {
    let told = |returned: &dyn Fn(Vec<String>) -> Vec<String>| {
        let plan = sent(shared(&LATENCIES, 3));
        Evidence::of_plan(task(articles()).asked(), &plan, |seen| {
            let answers = returned(seen.returned.expect("it returns").to_vec());
            let seen = Evidence {
                returned: Some(&answers),
                ..*seen
            };
            answers::answers().check(&seen).err()
        })
    };
    assert_eq!(told(&|answers| answers), None);
    let advice = |returned: &dyn Fn(Vec<String>) -> Vec<String>| {
        told(returned).expect("they are wrong").advice
    };
    let first = |text: &'static str| {
        move |mut answers: Vec<String>| {
            answers[0] = text.to_owned();
            answers
        }
    };
    let reversed = |answers: Vec<String>| -> Vec<String> { answers.into_iter().rev().collect() };
    assert!(advice(&reversed).contains("Does each keep its place"));
    assert!(advice(&|answers| answers[..4].to_vec()).contains("lost"));
    assert!(advice(&first(r#"{"choices": []}"#)).contains("choices[0].message.content"));
    assert!(advice(&first(r#"{"content": ""}"#)).contains("choices[0].message.content"));
    assert!(advice(&first("\"You said: article 1\"")).contains("with its quotes"));
    assert!(advice(&first("article 1")).contains("That is the question."));
    assert!(advice(&first("")).contains("It is empty."));
    let in_reverse = |wanted: &[&str]| {
        let wanted = wanted.iter().map(|prompt| Wanted::answer(prompt));
        let task = task(articles()).returning(wanted);
        let plan = sent(shared(&LATENCIES, 3));
        Evidence::of_plan(task.asked(), &plan, |seen| {
            let answers: Vec<String> = reversed(seen.returned.expect("it returns").to_vec());
            let seen = Evidence {
                returned: Some(&answers),
                ..*seen
            };
            answers::answers()
                .check(&seen)
                .expect_err("the order is wrong")
                .seen
        })
    };
    let of_prompts = "All of it is there, but not in the order of the prompts.";
    assert_eq!(in_reverse(&["article 1", "article 2"]), of_prompts);
    let asked_for = "All of it is there, but not in the order that is asked for.";
    assert_eq!(in_reverse(&["article 2", "article 1"]), asked_for);
    assert_eq!(in_reverse(&["publish 1", "publish 2"]), asked_for);
    let broken = told(&first("made up")).expect("it is wrong");
    let seen = "Answer 1 is \"made up\"; to article 1 the server said \"You said: article 1\".";
    assert_eq!(broken.seen, seen);
}
