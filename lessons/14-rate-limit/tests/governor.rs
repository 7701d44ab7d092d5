//! What the chapter says of the crate `governor`: which of its settings give which picture.

use governor::clock::FakeRelativeClock;
use governor::{Quota, RateLimiter};
use lesson_14::bucket::Bucket;
use lesson_14::policy::{MINUTE, Policy, QUOTA};
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

const TICK: Duration = Duration::from_millis(100);

/// The ticks at which this many requests are let through that ask at every tick.
fn ticks(quota: Quota, requests: usize) -> Vec<u32> {
    let clock = FakeRelativeClock::default();
    let limiter = RateLimiter::direct_with_clock(quota, clock.clone());
    let mut sent = Vec::new();
    for tick in 0.. {
        while sent.len() < requests && limiter.check().is_ok() {
            sent.push(tick);
        }
        if sent.len() == requests {
            break;
        }
        clock.advance(TICK);
    }
    sent
}

/// The same of a bucket of ours.
fn ours(mut bucket: Bucket, requests: usize) -> Vec<u32> {
    let start = Instant::now();
    let mut tick = 0;
    let sent = (0..requests).map(|_| {
        let due = bucket.reserve(start + TICK * tick).expect("there is room");
        tick = u32::try_from((due - start).as_millis() / 100).expect("it is soon");
        tick
    });
    sent.collect()
}

fn quota() -> NonZeroU32 {
    NonZeroU32::new(QUOTA).expect("it is five")
}

/// Five a second, as its name says it: nine in the first one.
#[test]
fn a_quota_as_it_comes_is_a_full_bucket() {
    let as_it_comes = ticks(Quota::per_second(quota()), 10);
    assert_eq!(as_it_comes, [0, 0, 0, 0, 0, 2, 4, 6, 8, 10]);
    assert_eq!(as_it_comes, ours(Bucket::new(QUOTA, MINUTE / QUOTA), 10));
}

#[test]
fn with_a_burst_of_one_it_is_an_even_pace() {
    let one = NonZeroU32::new(1).expect("it is one");
    let even = ticks(Quota::per_second(quota()).allow_burst(one), 10);
    assert_eq!(even, [0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
    let bucket = Bucket::within(QUOTA, MINUTE, 1).expect("there is room");
    assert_eq!(even, ours(bucket, 10));
}

/// Nearly twice the quota in the first minute, of real minutes and larger quotas.
#[test]
fn sixty_a_minute_are_119_in_the_first_one() {
    let sixty = NonZeroU32::new(60).expect("it is sixty");
    let sent = ticks(Quota::per_minute(sixty), 200);
    let first = sent.iter().filter(|&&tick| tick < 600).count();
    assert_eq!(first, 119);
}
