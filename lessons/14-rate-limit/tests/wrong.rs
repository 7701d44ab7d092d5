//! Solutions of exercise 14 that people write: why each wrong one is refused, and that right ones of
//! any style are accepted.

use chat::{Error, blocking::Client};
use kit::Refusal;
use lesson_14::bucket::Bucket;
use lesson_14::coming::at_their_times;
use lesson_14::exercise;
use lesson_14::policy::{self, MINUTE, QUOTA};
use lesson_14::window::Window;
use lesson_14::wrong_twice::WrongTwice;
use plain::{Limiter, Mistake, Plain, Right, SECOND};
use std::sync::{Condvar, Mutex};
use std::thread::sleep;
use std::time::{Duration, Instant};

mod plain;

type Answers = Result<Vec<String>, Error>;

const QUOTA_KEPT: &str = "never more than 5 in any second";
const NO_WAIT: &str = "waits no longer than it has to";

fn text(answer: Result<String, Error>) -> String {
    answer.unwrap_or_else(|error| error.to_string())
}

/// A page with some limiter.
fn page<L: Limiter>(limiter: impl Fn() -> L) -> impl Fn(&str, &[String]) -> Answers {
    move |base_url, visitors| {
        let (client, limiter) = (Client::new(base_url), Mutex::new(limiter()));
        let wait = || {
            limiter
                .lock()
                .expect("no limiter panics")
                .wait(Instant::now())
        };
        Ok(at_their_times(visitors, |visitor| {
            sleep(wait());
            text(client.ask(visitor))
        }))
    }
}

fn refused<L: Limiter + 'static>(limiter: impl Fn() -> L + Send + Sync + 'static) -> Refusal {
    exercise().refused(page(limiter))
}

#[track_caller]
fn assert_told(refusal: &Refusal, wanted: &str, seen: &str) {
    let is_told = refusal.wanted == wanted && refusal.seen.contains(seen);
    assert!(is_told, "{refusal:?}");
}

#[track_caller]
fn too_many(refusal: &Refusal) {
    assert_told(refusal, QUOTA_KEPT, "requests were sent from");
}

#[track_caller]
fn too_late(refusal: &Refusal) {
    assert_told(refusal, NO_WAIT, "there was room");
}

/// Too early in one draw, and too late in another.
#[track_caller]
fn both(refusal: &Refusal) {
    let told = [QUOTA_KEPT, NO_WAIT].contains(&&*refusal.wanted);
    assert!(told, "{refusal:?}");
}

#[test]
fn nobody_waits() {
    too_many(&refused(|| Plain::with(Mistake::None)));
}

/// A place for each request in flight: how many are sent in a second is another thing.
#[test]
fn five_permits() {
    fn solution(base_url: &str, visitors: &[String]) -> Answers {
        let client = Client::new(base_url);
        let (free, changed) = (Mutex::new(5), Condvar::new());
        Ok(at_their_times(visitors, |visitor| {
            let free_now = || free.lock().expect("nobody panics with it");
            let mut taken = changed
                .wait_while(free_now(), |free| *free == 0)
                .expect("nobody panics with it");
            *taken -= 1;
            drop(taken);
            let answer = client.ask(visitor);
            *free_now() += 1;
            changed.notify_one();
            text(answer)
        }))
    }
    too_many(&exercise().refused(solution));
}

#[test]
fn a_count_that_is_set_to_zero_every_second() {
    too_many(&refused(|| Plain::with(Mistake::FixedWindow)));
}

#[test]
fn a_bucket_that_is_full_at_first() {
    too_many(&refused(|| Bucket::new(QUOTA, MINUTE / QUOTA)));
}

#[test]
fn a_bucket_that_keeps_the_quota_at_an_even_pace() {
    let bucket = || Bucket::within(QUOTA, MINUTE, 1).expect("there is room");
    too_late(&refused(bucket));
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn a_pause_between_any_two() {
    too_late(&refused(|| Plain::with(Mistake::EvenPace)));
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn a_bucket_that_counts_a_wait_twice() {
    both(&refused(WrongTwice::default));
}

#[test]
fn who_waits_is_noted_with_the_moment_of_the_asking() {
    too_many(&refused(|| Plain::with(Mistake::NotesTheAsking)));
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn who_waits_is_not_noted() {
    too_many(&refused(|| Plain::with(Mistake::NotesNoWaiting)));
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn all_is_forgotten_after_a_wait() {
    too_many(&refused(|| Plain::with(Mistake::ForgetsAll)));
}

#[test]
fn a_whole_second_is_waited() {
    both(&refused(|| Plain::with(Mistake::AWholeSecond)));
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn one_too_many() {
    too_many(&refused(|| Window::new(QUOTA + 1, MINUTE)));
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn one_too_few() {
    too_late(&refused(|| Window::new(QUOTA - 1, MINUTE)));
}

/// Each visitor has a limiter of its own.
#[test]
fn nothing_is_shared() {
    fn solution(base_url: &str, visitors: &[String]) -> Answers {
        let client = Client::new(base_url);
        Ok(at_their_times(visitors, |visitor| {
            sleep(Right::default().wait(Instant::now()));
            text(client.ask(visitor))
        }))
    }
    too_many(&exercise().refused(solution));
}

/// No name says when somebody comes: all of them come at once.
#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn nobody_is_waited_for() {
    fn solution(base_url: &str, visitors: &[String]) -> Answers {
        let client = Client::new(base_url);
        Ok(std::thread::scope(|scope| {
            let client = &client;
            let ask = |visitor| scope.spawn(move || text(client.ask(visitor)));
            let threads: Vec<_> = visitors.iter().map(|visitor| ask(visitor)).collect();
            let answers = threads.into_iter().map(|thread| thread.join());
            answers
                .map(|answer| answer.expect("ask does not panic"))
                .collect()
        }))
    }
    let refusal = exercise().refused(solution);
    assert_told(&refusal, "asks for nobody before they come", "was sent at");
}

#[test]
fn right_with_a_window() {
    exercise().accepted(page(|| Window::new(QUOTA, MINUTE)));
}

#[test]
fn right_with_a_ring_of_the_last_five() {
    exercise().accepted(page(Right::default));
}

/// Nobody has a place: who wakes up first takes what is free.
#[test]
fn right_with_looking_again_and_again() {
    fn solution(base_url: &str, visitors: &[String]) -> Answers {
        let (client, sent) = (Client::new(base_url), Mutex::new(Vec::<Instant>::new()));
        let takes = || {
            let (mut sent, now) = (sent.lock().expect("nobody panics with it"), Instant::now());
            sent.retain(|&at| now - at < SECOND);
            let room = sent.len() < 5;
            sent.extend(room.then_some(now));
            room
        };
        Ok(at_their_times(visitors, |visitor| {
            while !takes() {
                sleep(Duration::from_millis(5));
            }
            text(client.ask(visitor))
        }))
    }
    exercise().accepted(solution);
}

/// The lock is held during the wait: nobody goes before somebody who came earlier.
#[test]
fn right_with_a_lock_that_is_held() {
    fn solution(base_url: &str, visitors: &[String]) -> Answers {
        let (client, limiter) = (Client::new(base_url), Mutex::new(Right::default()));
        Ok(at_their_times(visitors, |visitor| {
            let mut limiter = limiter.lock().expect("no limiter panics");
            sleep(limiter.wait(Instant::now()));
            drop(limiter);
            text(client.ask(visitor))
        }))
    }
    exercise().accepted(solution);
}

#[test]
fn every_draw_can_be_solved() {
    exercise().check_draws(200);
}
