//! Whether to try again, and how long to wait before.

use chat::Error;
use fastrand::Rng;
use std::time::Duration;

/// Waits that double with each attempt, up to a cap.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The wait after the first attempt.
    pub base: Duration,
    /// The longest wait, unless the server asks for a longer one.
    pub cap: Duration,
    /// Attempts in all, the first one included: the retry budget.
    pub attempts: u32,
    /// Draws each wait between none and all of it, which is called
    /// [full jitter](https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
    /// `None`: all of it.
    pub jitter: Option<Rng>,
}

impl Policy {
    /// The wait after an attempt that failed, counted from 1. `None`: give up.
    pub fn wait(&mut self, attempt: u32, error: &Error) -> Option<Duration> {
        if attempt >= self.attempts || !may_succeed_soon(error) {
            return None;
        }
        if let Some(asked) = asked(error) {
            return Some(asked);
        }
        let factor = 2_u32.saturating_pow(attempt.saturating_sub(1));
        let full = self.base.saturating_mul(factor).min(self.cap);
        let Some(random) = &mut self.jitter else {
            return Some(full);
        };
        // In whole tenths of a second: a retry between two ticks cannot be drawn on a timeline.
        // At work, `full.mul_f64(random.f64())` is all.
        let tenths = (full.as_secs_f64() * random.f64() * 10.0).ceil();
        Some(Duration::try_from_secs_f64(tenths / 10.0).map_or(full, |wait| wait.min(full)))
    }
}

/// How long the server asks to wait. It knows when it has room again; a formula guesses. Should it
/// ask many clients for the same wait, each does well to add some jitter, or they are a herd again.
pub fn asked(error: &Error) -> Option<Duration> {
    match error {
        Error::Status { retry_after, .. } => *retry_after,
        _ => None,
    }
}

/// Whether the same request may succeed within a minute. After 400 or 401 it will not, and a
/// server that asks for an hour is not helped by who comes earlier.
///
/// After a timeout or a lost connection nobody knows whether the server did what it was asked to.
/// A question can be asked again. An order is not idempotent: repeated, it may be carried out
/// twice. Give up, or send the same idempotency key with each attempt, by which the server knows
/// it again.
pub fn may_succeed_soon(error: &Error) -> bool {
    match error {
        _ if asked(error) > Some(Duration::from_secs(60)) => false,
        // Too slow, too many, or broken for now. What is not implemented (501) stays so.
        Error::Status { code, .. } => matches!(code, 408 | 429 | 500 | 502 | 503 | 504),
        Error::Timeout | Error::Connect(_) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    fn policy(jitter: Option<u64>) -> Policy {
        Policy {
            base: 200 * MS,
            cap: 1000 * MS,
            attempts: 100,
            jitter: jitter.map(Rng::with_seed),
        }
    }

    fn status(code: u16, retry_after: Option<u64>) -> Error {
        Error::Status {
            code,
            message: String::new(),
            retry_after: retry_after.map(Duration::from_secs),
        }
    }

    #[test]
    fn waits_double_up_to_the_cap() {
        let waits = (1..=5).map(|attempt| policy(None).wait(attempt, &Error::Timeout));
        let waits: Vec<_> = waits.flatten().map(|wait| wait.as_millis()).collect();
        assert_eq!(waits, [200, 400, 800, 1000, 1000]);
    }

    #[test]
    fn no_attempt_is_too_late_to_be_counted() {
        for attempt in [0, 33, 64, 99] {
            for cap in [1000 * MS, Duration::MAX] {
                let mut policy = Policy {
                    cap,
                    ..policy(None)
                };
                let full = policy.wait(attempt, &Error::Timeout);
                let full = full.expect("the budget is 100 attempts");
                assert!(
                    full <= cap && (attempt == 0 || full >= 1000 * MS),
                    "{full:?}"
                );
                policy.jitter = Some(Rng::with_seed(1));
                let drawn = policy.wait(attempt, &Error::Timeout);
                assert!(drawn.is_some_and(|drawn| drawn <= full), "{drawn:?}");
            }
        }
        let huge = Policy {
            base: Duration::MAX,
            cap: Duration::MAX,
            ..policy(Some(1))
        };
        assert!(huge.clone().wait(64, &Error::Timeout).is_some());
    }

    #[test]
    fn jitter_stays_within_the_wait_and_uses_all_of_it() {
        for attempt in 1..=5 {
            let full = policy(None).wait(attempt, &Error::Timeout);
            let full = full.expect("the budget is 100 attempts");
            let drawn: Vec<_> = (0..1000)
                .filter_map(|seed| policy(Some(seed)).wait(attempt, &Error::Timeout))
                .collect();
            assert_eq!(drawn.len(), 1000);
            assert!(drawn.iter().all(|wait| wait.as_nanos() % 100_000_000 == 0));
            assert_eq!(drawn.iter().max(), Some(&full));
            assert_eq!(drawn.iter().min(), Some(&(100 * MS)));
        }
        // The shortest step of a timeline does not lengthen a shorter wait.
        let short = Policy {
            base: 30 * MS,
            ..policy(Some(1))
        }
        .wait(1, &Error::Timeout);
        assert_eq!(short, Some(30 * MS));
    }

    #[test]
    fn a_seed_draws_the_same_waits_again_and_another_seed_draws_others() {
        let waits = |seed| {
            let mut policy = policy(Some(seed));
            let waits = (1..=20).map(move |attempt| policy.wait(attempt, &Error::Timeout));
            waits.collect::<Vec<_>>()
        };
        assert_eq!(waits(1), waits(1));
        assert_ne!(waits(1), waits(2));
    }

    #[test]
    fn the_budget_counts_the_first_attempt_too() {
        let mut policy = Policy {
            attempts: 3,
            ..policy(None)
        };
        let waits = [1, 2, 3, 4].map(|attempt| policy.wait(attempt, &Error::Timeout).is_some());
        assert_eq!(waits, [true, true, false, false]);
    }

    #[test]
    fn what_the_server_asks_for_is_neither_capped_nor_drawn() {
        for mut policy in [policy(None), policy(Some(1))] {
            for seconds in [0, 1, 60] {
                let wait = policy.wait(1, &status(429, Some(seconds)));
                assert_eq!(wait, Some(Duration::from_secs(seconds)));
            }
            assert_eq!(policy.wait(1, &status(429, Some(61))), None);
            assert_eq!(policy.wait(100, &status(429, Some(1))), None);
            assert_eq!(policy.wait(1, &status(400, Some(1))), None);
        }
    }

    #[test]
    fn only_what_may_succeed_soon_is_tried_again() {
        let again = |code: &u16| policy(None).wait(1, &status(*code, None)).is_some();
        let codes: Vec<u16> = (300..600).filter(again).collect();
        assert_eq!(codes, [408, 429, 500, 502, 503, 504]);
        let lost = Error::Connect("Connection refused".to_owned());
        let unreadable = Error::Decode("no text in the answer".to_owned());
        let again = [Error::Timeout, lost, unreadable].map(|error| may_succeed_soon(&error));
        assert_eq!(again, [true, true, false]);
    }
}
