//! Solutions of exercise 15 that people write: why each wrong one is refused, and that right ones of
//! any style are accepted.

use chat::{Client, Error, blocking};
use futures::future::join_all;
use futures::stream::{FuturesUnordered, StreamExt};
use kit::Refusal;
use lesson_15::exercise;
use lesson_15::often::often;
use lesson_15::policy::{Aimd, Limiter, is_refused};
use std::cell::{Cell, RefCell};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Instant;
use tokio::sync::{Notify, Semaphore, SemaphorePermit};

type Answers = Result<Vec<String>, Error>;

const FOLLOWS: &str = "follows the limit";
const RISES: &str = "Does a limit that rises add permits";
const FALLS: &str = "Does a limit that falls take permits away?";

fn limiter() -> RefCell<Aimd> {
    RefCell::new(Aimd::new(4, 1..=8))
}

fn text(answer: Result<String, Error>) -> String {
    answer.unwrap_or_else(|error| error.to_string())
}

/// Permits, and how many there are.
struct Permits {
    semaphore: Semaphore,
    made: Cell<usize>,
}

impl Permits {
    fn add(&self, permits: usize) {
        self.semaphore.add_permits(permits);
        self.made.update(|made| made + permits);
    }

    fn forget(&self, permit: SemaphorePermit<'_>) {
        permit.forget();
        self.made.update(|made| made - 1);
    }
}

/// What becomes of a permit when its call has ended.
type Apply = fn(&Permits, SemaphorePermit<'_>, usize);

/// What the limiter is told: when the call began to wait, when it was sent, whether it was refused.
type Tell = fn(&mut Aimd, [Instant; 2], bool);

fn report(limiter: &mut Aimd, [_, sent]: [Instant; 2], refused: bool) {
    limiter.report(sent, refused, Instant::now());
}

fn apply(permits: &Permits, permit: SemaphorePermit<'_>, limit: usize) {
    permits.add(limit.saturating_sub(permits.made.get()));
    if permits.made.get() > limit {
        permits.forget(permit);
    }
}

/// The solution, with one part of it done in another way.
fn with(tell: Tell, apply: Apply) -> impl Fn(&str, &[String]) -> Answers + Send + Sync + 'static {
    #[tokio::main(flavor = "current_thread")]
    async fn ask_all(base_url: &str, questions: &[String], tell: Tell, apply: Apply) -> Answers {
        let (client, limiter) = (&Client::new(base_url), &limiter());
        let permits = &Permits {
            semaphore: Semaphore::new(4),
            made: Cell::new(4),
        };
        let calls = often(questions, 6).map(async |question| {
            let began = Instant::now();
            let permit = permits.semaphore.acquire().await.expect("it stays open");
            let sent = Instant::now();
            let answer = client.ask(question).await;
            let mut limiter = limiter.borrow_mut();
            tell(&mut limiter, [began, sent], is_refused(&answer));
            apply(permits, permit, limiter.limit());
            text(answer)
        });
        Ok(join_all(calls).await)
    }
    move |base_url, questions| ask_all(base_url, questions, tell, apply)
}

/// It is told that it does not follow the limit, with one of these pieces of advice.
#[track_caller]
fn assert_told(refusal: &Refusal, advice: &[&str]) {
    let told = advice.iter().any(|advice| refusal.advice.contains(advice));
    let seen = refusal.seen.contains("requests in flight");
    assert!(refusal.wanted == FOLLOWS && told && seen, "{refusal:?}");
}

fn refused(tell: Tell, apply: Apply) -> Refusal {
    exercise().refused(with(tell, apply))
}

#[test]
fn every_draw_can_be_solved() {
    exercise().check_draws(200);
}

mod wrong {
    use super::*;

    #[test]
    fn nobody_looks_at_the_limit() {
        let refusal = refused(report, |_, _, _| ());
        assert_told(&refusal, &[RISES, FALLS]);
    }

    #[test]
    fn it_only_rises() {
        let refusal = refused(report, |permits, _, limit| {
            permits.add(limit.saturating_sub(permits.made.get()));
        });
        assert_told(&refusal, &[FALLS]);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn it_only_falls() {
        let refusal = refused(report, |permits, permit, limit| {
            if permits.made.get() > limit {
                permits.forget(permit);
            }
        });
        assert_told(&refusal, &[RISES]);
    }

    #[test]
    fn forget_permits_finds_none_that_nobody_holds() {
        let refusal = refused(report, |permits, _permit, limit| {
            permits.add(limit.saturating_sub(permits.made.get()));
            let too_many = permits.made.get() - limit;
            let forgotten = permits.semaphore.forget_permits(too_many);
            permits.made.update(|made| made - forgotten);
        });
        assert_told(&refusal, &[FALLS]);
    }

    #[test]
    fn a_fall_takes_one_permit() {
        let refusal = refused(report, |permits, permit, limit| {
            permits.add(limit.saturating_sub(permits.made.get()));
            if permits.made.get() > limit {
                permits.forget(permit);
                // Taken for done.
                permits.made.set(limit);
            }
        });
        assert_told(&refusal, &[FALLS]);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_rise_adds_as_many_permits_as_the_limit_has() {
        let refusal = refused(report, |permits, permit, limit| {
            if limit > permits.made.get() {
                permits.add(limit);
            }
            if permits.made.get() > limit {
                permits.forget(permit);
            }
        });
        assert_told(&refusal, &["add one permit?", FALLS]);
    }

    #[test]
    fn the_permit_is_given_back_before_the_limiter_is_told() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, questions: &[String]) -> Answers {
            let (client, limiter) = (&Client::new(base_url), &limiter());
            let (permits, made) = (&Semaphore::new(4), &Cell::new(4));
            let calls = often(questions, 6).map(async |question| {
                let permit = permits.acquire().await.expect("it stays open");
                let sent = Instant::now();
                let answer = client.ask(question).await;
                drop(permit);
                let limit = limiter
                    .borrow_mut()
                    .report(sent, is_refused(&answer), Instant::now());
                permits.add_permits(limit.saturating_sub(made.get()));
                let forgotten = permits.forget_permits(made.get().saturating_sub(limit));
                made.set(made.get().max(limit) - forgotten);
                text(answer)
            });
            Ok(join_all(calls).await)
        }
        assert_told(&exercise().refused(solution), &[FALLS]);
    }

    /// A semaphore is fair: who wants to take permits away waits behind all questions.
    #[test]
    fn permits_are_acquired_to_be_forgotten() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, questions: &[String]) -> Answers {
            let (client, limiter) = (&Client::new(base_url), &limiter());
            let (permits, made) = (&Semaphore::new(4), &Cell::new(4));
            let calls = often(questions, 6).map(async |question| {
                let permit = permits.acquire().await.expect("it stays open");
                let sent = Instant::now();
                let answer = client.ask(question).await;
                let limit = limiter
                    .borrow_mut()
                    .report(sent, is_refused(&answer), Instant::now());
                let (more, less) = (
                    limit.saturating_sub(made.get()),
                    made.get().saturating_sub(limit),
                );
                made.set(limit);
                permits.add_permits(more);
                drop(permit);
                let less = u32::try_from(less).expect("there are eight at most");
                let taken = permits.acquire_many(less).await.expect("it stays open");
                taken.forget();
                text(answer)
            });
            Ok(join_all(calls).await)
        }
        assert_told(&exercise().refused(solution), &[FALLS]);
    }

    #[test]
    fn a_new_semaphore_for_each_limit() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, questions: &[String]) -> Answers {
            let (client, limiter) = (&Client::new(base_url), &limiter());
            let latest = &RefCell::new(Arc::new(Semaphore::new(4)));
            let calls = often(questions, 6).map(async |question| {
                let permits = latest.borrow().clone();
                let _permit = permits.acquire().await.expect("it stays open");
                let sent = Instant::now();
                let answer = client.ask(question).await;
                let refused = is_refused(&answer);
                let limit = limiter.borrow_mut().report(sent, refused, Instant::now());
                *latest.borrow_mut() = Arc::new(Semaphore::new(limit));
                text(answer)
            });
            Ok(join_all(calls).await)
        }
        assert_told(&exercise().refused(solution), &[RISES, FALLS]);
    }

    #[test]
    fn as_many_tasks_as_the_limit_was_at_the_start() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, questions: &[String]) -> Answers {
            let (client, limiter) = (&Client::new(base_url), &limiter());
            let calls = often(questions, 6).map(async |question| {
                let sent = Instant::now();
                let answer = client.ask(question).await;
                limiter
                    .borrow_mut()
                    .report(sent, is_refused(&answer), Instant::now());
                text(answer)
            });
            let start = limiter.borrow().limit();
            let calls: Vec<_> = calls.collect();
            Ok(futures::stream::iter(calls).buffered(start).collect().await)
        }
        assert_told(&exercise().refused(solution), &[RISES, FALLS]);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn refusals_are_kept_from_the_limiter() {
        let refusal = refused(
            |limiter, times, refused| {
                if !refused {
                    report(limiter, times, false);
                }
            },
            apply,
        );
        assert_told(
            &refusal,
            &["Is the limiter told of each refusal?", "add one permit?"],
        );
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_refusal_is_told_as_a_quick_answer() {
        let refusal = refused(|limiter, times, _| report(limiter, times, false), apply);
        assert_told(
            &refusal,
            &["Is the limiter told of each refusal?", "add one permit?"],
        );
    }

    #[test]
    fn the_wait_for_a_permit_is_taken_for_latency() {
        let refusal = refused(
            |limiter, [began, _], refused| report(limiter, [began; 2], refused),
            apply,
        );
        assert_told(&refusal, &["not when it began to wait for its permit"]);
    }

    #[test]
    fn all_at_once() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, questions: &[String]) -> Answers {
            let client = Client::new(base_url);
            let calls = often(questions, 6).map(|question| client.ask(question));
            Ok(join_all(calls).await.into_iter().map(text).collect())
        }
        assert_told(
            &exercise().refused(solution),
            &["Is there a permit for each call"],
        );
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_permit_that_is_dropped_at_once() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, questions: &[String]) -> Answers {
            let client = &Client::new(base_url);
            let permits = &Semaphore::new(4);
            let calls = often(questions, 6).map(async |question| {
                let _ = permits.acquire().await.expect("it stays open");
                text(client.ask(question).await)
            });
            Ok(join_all(calls).await)
        }
        assert_told(
            &exercise().refused(solution),
            &["Is there a permit for each call"],
        );
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn one_after_another() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, questions: &[String]) -> Answers {
            let client = Client::new(base_url);
            let mut answers = Vec::new();
            for question in often(questions, 6) {
                answers.push(text(client.ask(question).await));
            }
            Ok(answers)
        }
        let refusal = exercise().refused(solution);
        assert_eq!(refusal.wanted, FOLLOWS, "{refusal:?}");
    }
}

mod right {
    use super::*;

    #[test]
    fn permits_that_are_added_and_forgotten() {
        exercise().accepted(with(report, apply));
    }

    /// No semaphore: the next call is made where fewer are in flight than the limit.
    #[test]
    fn a_set_of_futures_that_is_filled_up() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, questions: &[String]) -> Answers {
            let (client, mut limiter) = (&Client::new(base_url), Aimd::new(4, 1..=8));
            let call = async |(place, question): (usize, &String)| {
                let sent = Instant::now();
                (place, sent, client.ask(question).await)
            };
            let mut queue = often(questions, 6).enumerate();
            let mut answers = vec![String::new(); 6 * questions.len()];
            let mut calls = FuturesUnordered::new();
            loop {
                let free = limiter.limit().saturating_sub(calls.len());
                calls.extend(queue.by_ref().take(free).map(&call));
                let Some((place, sent, answer)) = calls.next().await else {
                    return Ok(answers);
                };
                limiter.report(sent, is_refused(&answer), Instant::now());
                answers[place] = text(answer);
            }
        }
        exercise().accepted(solution);
    }

    /// Eight workers, of which as many work as the limiter says.
    #[test]
    fn workers_that_are_notified() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, questions: &[String]) -> Answers {
            let (client, limiter) = (&Client::new(base_url), &limiter());
            let (in_flight, ended) = (&Cell::new(0), &Notify::new());
            let queue = &RefCell::new(often(questions, 6).enumerate());
            let answers = &RefCell::new(vec![String::new(); 6 * questions.len()]);
            let worker = async |_| {
                loop {
                    while in_flight.get() >= limiter.borrow().limit() {
                        ended.notified().await;
                    }
                    let Some((place, question)) = queue.borrow_mut().next() else {
                        return;
                    };
                    in_flight.update(|calls| calls + 1);
                    let sent = Instant::now();
                    let answer = client.ask(question).await;
                    limiter
                        .borrow_mut()
                        .report(sent, is_refused(&answer), Instant::now());
                    in_flight.update(|calls: usize| calls - 1);
                    ended.notify_waiters();
                    answers.borrow_mut()[place] = text(answer);
                }
            };
            join_all((0..8).map(worker)).await;
            Ok(answers.take())
        }
        exercise().accepted(solution);
    }

    #[test]
    fn threads_that_wait_at_a_condition() {
        fn solution(base_url: &str, questions: &[String]) -> Answers {
            let client = blocking::Client::new(base_url);
            let answers = Mutex::new(vec![String::new(); 6 * questions.len()]);
            let queue = often(questions, 6).enumerate();
            let state = Mutex::new((Aimd::new(4, 1..=8), 0, queue));
            let ended = Condvar::new();
            let lock = || state.lock().expect("nobody panics");
            let worker = || {
                loop {
                    let state = ended.wait_while(lock(), |state| state.1 >= state.0.limit());
                    let mut state = state.expect("nobody panics");
                    let Some((place, question)) = state.2.next() else {
                        return;
                    };
                    state.1 += 1;
                    drop(state);
                    let sent = Instant::now();
                    let answer = client.ask(question);
                    let mut state = lock();
                    state.0.report(sent, is_refused(&answer), Instant::now());
                    state.1 -= 1;
                    ended.notify_all();
                    drop(state);
                    answers.lock().expect("nobody panics")[place] = text(answer);
                }
            };
            thread::scope(|scope| [(); 8].map(|()| scope.spawn(worker)).map(drop));
            Ok(answers.into_inner().expect("nobody panicked"))
        }
        exercise().accepted(solution);
    }
}
