//! What the policies promise, whatever they are asked: nothing here waits.

use fastrand::Rng;
use lesson_14::bucket::Bucket;
use lesson_14::policy::{Never, Policy};
use lesson_14::quotas::{Quota, Quotas};
use lesson_14::window::Window;
use lesson_14::wrong_twice::WrongTwice;
use reqwest::header::{HeaderMap, HeaderName};
use std::time::{Duration, Instant};

const MS: Duration = Duration::from_millis(1);
const MINUTE: Duration = Duration::from_secs(60);

/// What was taken: when, and how much.
type Taken = Vec<(Instant, u32)>;

/// The most that was taken in any time of this length. One that is so old is not counted any more.
fn most(taken: &[(Instant, u32)], per: Duration) -> u32 {
    let within = |begin: Instant| {
        let counted = taken
            .iter()
            .filter(move |(at, _)| begin <= *at && *at < begin + per);
        counted.map(|&(_, cost)| cost).sum()
    };
    taken.iter().map(|&(at, _)| within(at)).max().unwrap_or(0)
}

/// A moment that is a while later than the one before, or the same, or earlier: a clock may go back.
fn next(random: &mut Rng, now: Instant) -> Instant {
    match random.u8(..10) {
        0 => now - MS * random.u32(0..5_000),
        1..5 => now,
        5 => now + MS * random.u32(0..200_000),
        _ => now + MS * random.u32(0..3_000),
    }
}

fn moment() -> Instant {
    // Somewhere from where a clock can go back.
    Instant::now() + Duration::from_secs(100_000)
}

#[test]
fn a_window_never_lets_more_through_than_its_quota() {
    for seed in 0..100 {
        let mut random = Rng::with_seed(seed);
        let limit = random.u32(1..30);
        let (mut window, mut now, mut taken) = (Window::new(limit, MINUTE), moment(), Vec::new());
        for _ in 0..150 {
            now = next(&mut random, now);
            let cost = random.u32(0..=limit);
            let due = window
                .due(cost, now)
                .expect("it is not more than the quota");
            assert!(due >= now, "seed {seed}");
            assert!(window.room(due) >= cost, "seed {seed}");
            window.take(cost, due);
            assert!(window.room(due) <= limit - cost, "seed {seed}");
            taken.push((due, cost));
        }
        assert!(most(&taken, MINUTE) <= limit, "seed {seed}");
    }
}

/// Whoever waits could not have gone any earlier.
#[test]
fn a_window_lets_nobody_wait_for_nothing() {
    for seed in 0..100 {
        let mut random = Rng::with_seed(seed);
        let limit = random.u32(1..30);
        let (mut window, mut now, mut taken) = (Window::new(limit, MINUTE), moment(), Vec::new());
        for _ in 0..100 {
            now += MS * random.u32(0..3_000);
            let cost = random.u32(1..=limit);
            let due = window
                .due(cost, now)
                .expect("it is not more than the quota");
            let last = taken
                .last()
                .map_or(now, |&(at, _): &(Instant, u32)| at.max(now));
            if due > last {
                let earlier = [taken.as_slice(), &[(due - Duration::from_nanos(1), cost)]].concat();
                assert!(most(&earlier, MINUTE) > limit, "seed {seed}");
            }
            window.take(cost, due);
            taken.push((due, cost));
        }
    }
}

#[test]
fn a_bucket_that_is_made_for_a_quota_keeps_it() {
    for seed in 0..100 {
        let mut random = Rng::with_seed(seed);
        let quota = random.u32(1..30);
        let burst = random.u32(0..=quota);
        // Also times that no number of tokens divides.
        let per = Duration::from_nanos(random.u64(1_000..100_000_000_000));
        let mut bucket =
            Bucket::within(quota, per, burst).expect("the burst is not more than the quota");
        let (mut now, mut taken) = (moment(), Vec::new());
        for _ in 0..150 {
            now = next(&mut random, now);
            let due = bucket.reserve(now).expect("there is such a moment");
            assert!(due >= now, "seed {seed}");
            taken.push((due, 1));
        }
        assert!(
            most(&taken, per) <= quota,
            "seed {seed}: {burst} of {quota} in {per:?}"
        );
    }
}

/// Counted in another way: what has come, less what was spent. It is never less than nothing, and nobody
/// waits while there is a token.
#[test]
fn a_bucket_spends_no_token_that_it_does_not_have() {
    for seed in 0..100 {
        let mut random = Rng::with_seed(seed);
        let (capacity, every) = (random.u32(1..20), MS * random.u32(1..5_000));
        let mut bucket = Bucket::new(capacity, every);
        // In nanoseconds of filling.
        let full = (every * capacity).as_nanos();
        let (mut held, mut last, mut now) = (full, moment(), moment());
        for _ in 0..150 {
            now += MS * random.u32(0..3_000);
            let due = bucket.reserve(now).expect("there is such a moment");
            held = full.min(held + due.saturating_duration_since(last).as_nanos());
            let left = held.checked_sub(every.as_nanos());
            assert!(left.is_some(), "seed {seed}: {held} at {due:?}");
            assert!(
                due == now || left == Some(0),
                "seed {seed}: it waited too long"
            );
            (held, last) = (left.unwrap_or(0), due);
            now = now.max(due);
        }
    }
}

/// The arithmetic of the chapter: what a full bucket lets through at first, and one that counts a wait twice
/// all the time.
#[test]
fn others_let_almost_twice_as_many_through() {
    let asking = |policy: &mut dyn Policy| {
        let mut now = moment();
        let taken = (0..200).map(|_| {
            now = policy.reserve(now).expect("there is such a moment");
            (now, 1)
        });
        taken.collect::<Taken>()
    };
    for quota in [1, 5, 60] {
        let full = asking(&mut Bucket::new(quota, MINUTE / quota));
        assert_eq!(most(&full, MINUTE), 2 * quota - 1);
        // Later it keeps the quota.
        assert_eq!(most(&full[quota as usize..], MINUTE), quota);
    }
    // The other never does.
    let twice = asking(&mut WrongTwice::default());
    for minute in twice[50..].chunks(50) {
        assert!(most(minute, lesson_14::policy::MINUTE) >= 9);
    }
}

#[test]
fn what_is_more_than_the_quota_is_told_at_once() {
    let now = moment();
    let mut window = Window::new(10, MINUTE);
    assert_eq!(window.due(11, now), Err(Never));
    assert_eq!(window.due(u32::MAX, now), Err(Never));
    assert_eq!(window.due(10, now), Ok(now));
    window.take(10, now);
    assert_eq!(window.due(11, now), Err(Never));
    assert_eq!(window.due(10, now), Ok(now + MINUTE));
    assert_eq!(window.room(now), 0);
}

#[test]
fn zero_and_what_is_too_large_do_no_harm() {
    let now = moment();
    assert_eq!(Window::new(0, MINUTE).reserve(now), Err(Never));
    assert_eq!(Bucket::within(0, MINUTE, 1).err(), Some(Never));
    assert_eq!(Bucket::within(5, MINUTE, 7).err(), Some(Never));
    let mut free = Window::new(1, Duration::ZERO);
    let mut free_bucket = Bucket::new(1, Duration::ZERO);
    let mut empty = Bucket::new(0, MINUTE);
    for minutes in 1..100 {
        assert_eq!(free.reserve(now), Ok(now));
        assert_eq!(free_bucket.reserve(now), Ok(now));
        assert_eq!(empty.reserve(now), Ok(now + MINUTE * minutes));
    }
    let mut endless = Window::new(1, Duration::MAX);
    assert_eq!(endless.reserve(now), Ok(now));
    assert_eq!(endless.reserve(now), Err(Never));
    assert_eq!(Bucket::new(1, Duration::MAX).reserve(now), Err(Never));
    let mut large = Bucket::new(u32::MAX, Duration::from_nanos(1));
    assert_eq!(large.reserve(now), Ok(now));
    assert_eq!(
        large.reserve(now + Duration::from_secs(1 << 40)),
        Ok(now + Duration::from_secs(1 << 40))
    );
}

#[test]
fn a_clock_that_goes_back_gives_no_second_place() {
    let now = moment();
    let (mut window, mut bucket) = (Window::new(1, MINUTE), Bucket::new(1, MINUTE));
    let both: [&mut dyn Policy; 2] = [&mut window, &mut bucket];
    for policy in both {
        assert_eq!(policy.reserve(now), Ok(now));
        assert_eq!(policy.reserve(now - MINUTE * 5), Ok(now + MINUTE));
        assert_eq!(policy.reserve(now), Ok(now + MINUTE * 2));
    }
}

fn headers(values: [(&str, &str); 4]) -> HeaderMap {
    let header = |(name, value): (&str, &str)| {
        let name = format!("x-ratelimit-{name}");
        let name: HeaderName = name.parse().expect("it is the name of a header");
        (name, value.parse().expect("it can stand in a header"))
    };
    values.into_iter().map(header).collect()
}

fn as_told(requests: &str, tokens: &str) -> Option<Quotas> {
    let headers = headers([
        ("limit-requests", "5"),
        ("remaining-requests", requests),
        ("limit-tokens", "100"),
        ("remaining-tokens", tokens),
    ]);
    Quotas::of(&headers, moment())
}

#[test]
fn quotas_are_what_the_headers_say() {
    let told = headers([
        ("limit-requests", "5"),
        ("remaining-requests", "2"),
        ("limit-tokens", "many"),
        ("remaining-tokens", "1"),
    ]);
    let requests = Quota {
        limit: 5,
        remaining: 2,
    };
    assert_eq!(Quota::of("requests", &told), Some(requests));
    assert_eq!(Quota::of("tokens", &told), None);
    assert_eq!(Quota::of("requests", &HeaderMap::new()), None);
    assert!(as_told("4", "-1").is_none());
    let now = moment();
    assert_eq!(requests.window(now).room(now), 2);
}

/// A request that costs too much takes no place in the other window either.
#[test]
fn a_request_takes_a_place_in_both_windows_or_in_none() {
    let mut quotas = as_told("4", "70").expect("all of it is told");
    let now = moment() + MS;
    for _ in 0..50 {
        assert_eq!(quotas.reserve(101, now), Err(Never));
    }
    let first = quotas.reserve(70, now).expect("there is room");
    assert_eq!(first, now);
    let second = quotas
        .reserve(31, now)
        .expect("it is not more than the quota");
    assert!(second > now, "the tokens are used up");
    // Three requests, of which two are left in the other window.
    let dues = [1, 1, 1].map(|cost| quotas.reserve(cost, now).expect("there is room"));
    assert!(dues.is_sorted() && dues.iter().all(|&due| due >= second));
}

#[test]
fn two_quotas_are_kept_at_once() {
    for seed in 0..100 {
        let mut random = Rng::with_seed(seed);
        let (mut quotas, mut now) = (as_told("5", "100").expect("all of it is told"), moment());
        let (mut requests, mut tokens) = (Vec::new(), Vec::new());
        for _ in 0..100 {
            now += MS * random.u32(0..400);
            let cost = random.u32(1..110);
            match quotas.reserve(cost, now) {
                Ok(due) => {
                    requests.push((due, 1));
                    tokens.push((due, cost));
                }
                Err(Never) => assert!(cost > 100),
            }
        }
        let minute = lesson_14::policy::MINUTE;
        assert!(
            most(&requests, minute) <= 5 && most(&tokens, minute) <= 100,
            "seed {seed}"
        );
    }
}

/// What the lesson says a request costs is what the server counts, at most.
#[test]
fn nothing_costs_more_than_was_reserved_for_it() {
    use lesson_14::quotas::{cost, longest};
    use mock_api::{MockApi, Reply, Script};
    let script = Script::new().otherwise(Reply::ok().saying("word ".repeat(200)));
    let api = MockApi::start(script).expect("there is a free port");
    for prompt in ["title 1", "title 10", "summary 3", "report 6"] {
        let question = serde_json::json!({
            "model": "mock-1",
            "messages": [{ "role": "user", "content": prompt }],
            "max_tokens": longest(prompt),
        });
        let agent: ureq::Agent = ureq::Agent::config_builder().proxy(None).build().into();
        let url = format!("{}/v1/chat/completions", api.url());
        let mut response = agent.post(&url).send_json(question).expect("it answers");
        let answer: serde_json::Value = response.body_mut().read_json().expect("it is JSON");
        let used = answer["usage"]["total_tokens"].as_u64();
        assert_eq!(used, Some(u64::from(cost(prompt))), "{prompt}");
    }
}
