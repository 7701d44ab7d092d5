//! Solutions of exercise 16 that people write: why each wrong one is refused, and that right ones of
//! any style are accepted.

use chat::{Error, blocking::Client};
use kit::Refusal;
use lesson_16::coming::twice;
use lesson_16::exercise;
use lesson_16::policy::{Breaker, NoBreaker, Pass, Policy};
use lesson_16::wrong_everybody::WrongEverybody;
use lesson_16::wrong_total::WrongTotal;
use plain::{Mistake, Plain};
use std::sync::Mutex;
use std::time::{Duration, Instant};

mod plain;

const WAIT: Duration = Duration::from_millis(400);

type Answers = Result<Vec<String>, Error>;

fn is_down(answer: &Result<String, Error>) -> bool {
    matches!(answer, Err(Error::Status { code: 500.., .. }))
}

/// A page with some breaker, and what that takes for a failure.
fn page<P: Policy + 'static>(
    policy: impl Fn() -> P,
    fails: impl Fn(&Result<String, Error>) -> bool + Sync,
) -> impl Fn(&str, &[String]) -> Answers {
    move |base_url, visitors| {
        let (client, breaker) = (Client::new(base_url), Mutex::new(policy()));
        let breaker = || breaker.lock().expect("no breaker panics");
        Ok(twice(visitors, |visitor| {
            let Some(pass) = breaker().admit(Instant::now()) else {
                return "not asked".to_owned();
            };
            let answer = client.ask(visitor);
            breaker().report(pass, fails(&answer), Instant::now());
            answer.unwrap_or_else(|error| error.to_string())
        }))
    }
}

fn refused<P: Policy + 'static>(policy: impl Fn() -> P + Send + Sync + 'static) -> Refusal {
    exercise().refused(page(policy, is_down))
}

fn with(mistake: Mistake) -> Refusal {
    refused(move || Plain {
        mistake,
        ..Plain::default()
    })
}

const WELL: &str = "asks while the server is well";
const OPEN: &str = "asks nothing while the breaker is open";
const PROBE: &str = "sends a probe when its time has come";
const HALF_OPEN: &str = "sends one probe, and waits for it";

fn assert_told(refusal: &Refusal, wanted: &str, seen: &str) {
    let is_told = refusal.wanted == wanted && refusal.seen.contains(seen);
    assert!(is_told, "{refusal:?}");
}

#[test]
fn no_breaker_at_all() {
    assert_told(
        &refused(NoBreaker::default),
        OPEN,
        "the breaker is to be open from",
    );
}

#[test]
fn half_open_lets_everybody_through() {
    let refusal = refused(|| WrongEverybody::new(3, WAIT));
    let late = refusal.wanted == PROBE || refusal.wanted == OPEN;
    assert!(late || refusal.wanted == HALF_OPEN, "{refusal:?}");
}

#[test]
fn failures_are_counted_for_ever() {
    let refusal = refused(|| WrongTotal::new(3, WAIT));
    assert!(
        [WELL, OPEN, HALF_OPEN].contains(&&*refusal.wanted),
        "{refusal:?}"
    );
}

#[test]
fn it_opens_at_the_second_failure() {
    assert_told(&refused(|| Breaker::new(2, WAIT)), WELL, "was not sent");
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn it_opens_at_the_fourth_failure() {
    assert_told(&refused(|| Breaker::new(4, WAIT)), OPEN, "was sent at");
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn it_is_open_too_briefly() {
    assert_told(&refused(|| Breaker::new(3, WAIT / 2)), OPEN, "was sent at");
}

#[test]
fn it_is_open_for_too_long() {
    let refusal = refused(|| Breaker::new(3, WAIT * 3 / 2));
    assert_told(&refusal, PROBE, "the breaker had been open since");
}

#[test]
fn an_error_of_the_client_counts_as_a_failure() {
    let refusal = exercise().refused(page(|| Breaker::new(3, WAIT), Result::is_err));
    assert_told(&refusal, WELL, "was not sent");
}

#[test]
fn a_success_that_comes_late_closes_it() {
    assert_told(&with(Mistake::LateSuccessCloses), OPEN, "was sent at");
}

#[test]
fn a_failure_that_comes_late_begins_the_wait_anew() {
    assert_told(&with(Mistake::LateFailureReopens), PROBE, "was not sent");
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn it_closes_without_a_probe() {
    assert_told(
        &with(Mistake::ClosesWithoutProbe),
        HALF_OPEN,
        "while the probe of",
    );
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn it_closes_and_goes_on_counting() {
    assert_told(&with(Mistake::KeepsTheCount), WELL, "was not sent");
}

#[test]
fn it_never_asks_again() {
    assert_told(&with(Mistake::StaysOpen), PROBE, "was not sent");
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn a_probe_that_fails_leaves_it_half_open() {
    assert_told(&with(Mistake::ProbeForEver), OPEN, "was sent at");
}

#[test]
fn right_with_passes() {
    exercise().accepted(page(|| Breaker::new(3, WAIT), is_down));
}

#[test]
fn right_with_two_fields_for_the_state() {
    exercise().accepted(page(Plain::default, is_down));
}

/// A state for each of the three, and none of them knows a number of its own.
#[test]
fn right_with_an_enum() {
    enum State {
        Closed(u32),
        Open(Instant),
        HalfOpen,
    }
    impl Policy for State {
        fn admit(&mut self, now: Instant) -> Option<Pass> {
            match self {
                State::Closed(_) => {}
                State::Open(until) if now >= *until => *self = State::HalfOpen,
                State::Open(_) | State::HalfOpen => return None,
            }
            Some(Pass { epoch: 0 })
        }

        fn report(&mut self, _: Pass, failed: bool, now: Instant) {
            *self = match self {
                State::Open(until) => State::Open(*until),
                State::Closed(_) | State::HalfOpen if !failed => State::Closed(0),
                State::Closed(row @ 0..2) => State::Closed(*row + 1),
                State::Closed(_) | State::HalfOpen => State::Open(now + WAIT),
            };
        }

        fn history(&self) -> Vec<(Instant, &'static str)> {
            Vec::new()
        }
    }
    exercise().accepted(page(|| State::Closed(0), is_down));
}

#[test]
fn every_draw_can_be_solved() {
    exercise().check_draws(100);
}
