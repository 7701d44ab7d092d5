//! A call that is tried again when that may help.

pub mod asynchronous;
pub mod blocking;

use crate::policy::Policy;
use std::time::Duration;

/// Waits of 0.2, 0.4 and again 0.4 seconds, then no more.
pub const POLICY: Policy = Policy {
    base: Duration::from_millis(200),
    cap: Duration::from_millis(400),
    attempts: 4,
    jitter: None,
};

/// An attempt without an answer after this time has failed. Without it, a request that is never
/// answered would never be tried again.
pub const TIMEOUT: Duration = Duration::from_millis(400);

/// Why a call is not tried again: what its last attempt met, and how many there were.
#[derive(Debug, thiserror::Error)]
#[error("attempt {attempts} was the last: {last}")]
pub struct GaveUp {
    /// Attempts that were made.
    pub attempts: u32,
    /// The error of the last one.
    pub last: chat::Error,
}

#[cfg(test)]
mod tests {
    use super::*;
    use chat::Error;
    use std::cell::{Cell, RefCell};
    use tokio::time::Instant;

    fn failed(code: u16, retry_after: Option<u64>) -> Result<(), Error> {
        Err(Error::Status {
            code,
            message: "no".to_owned(),
            retry_after: retry_after.map(Duration::from_secs),
        })
    }

    /// Answers one call after another from a list, and tells the milliseconds between them.
    async fn play(results: Vec<Result<(), Error>>) -> (Vec<u128>, Result<(), GaveUp>) {
        let calls = RefCell::new(Vec::new());
        let results = RefCell::new(results.into_iter());
        let result = asynchronous::retry(POLICY, async || {
            calls.borrow_mut().push(Instant::now());
            let next = results.borrow_mut().next();
            next.expect("there is no call too many")
        });
        let result = result.await;
        let calls = calls.into_inner();
        let gaps = calls.windows(2).map(|pair| (pair[1] - pair[0]).as_millis());
        (gaps.collect(), result)
    }

    #[tokio::test(start_paused = true)]
    async fn the_budget_ends_it_with_the_last_error_and_the_number_of_attempts() {
        let results = [500, 502, 504, 503].map(|code| failed(code, None));
        let (gaps, result) = play(results.into()).await;
        assert_eq!(gaps, [200, 400, 400]);
        let gave_up = result.expect_err("no call succeeded");
        assert_eq!(
            gave_up.to_string(),
            "attempt 4 was the last: the API answered 503: no"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_ends_it() {
        let (gaps, result) = play(vec![Err(Error::Timeout), failed(503, None), Ok(())]).await;
        assert_eq!(gaps, [200, 400]);
        assert!(result.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn what_cannot_succeed_is_called_once() {
        let (gaps, result) = play(vec![failed(400, None)]).await;
        assert_eq!(gaps, []);
        assert_eq!(result.expect_err("it failed").attempts, 1);
    }

    #[tokio::test(start_paused = true)]
    async fn the_wait_that_the_server_asks_for_wins_over_ours() {
        let results = vec![failed(429, Some(7)), failed(503, Some(0)), Ok(())];
        let (gaps, result) = play(results).await;
        assert_eq!(gaps, [7000, 0]);
        assert!(result.is_ok());
    }

    #[test]
    fn the_blocking_form_counts_alike() {
        let policy = Policy {
            base: Duration::ZERO,
            ..POLICY
        };
        let calls = Cell::new(0);
        let result = blocking::retry(policy.clone(), || {
            calls.set(calls.get() + 1);
            failed(503, None)
        });
        assert_eq!(calls.get(), 4);
        assert_eq!(result.expect_err("no call succeeded").attempts, 4);
        let result = blocking::retry(policy.clone(), || failed(401, None));
        assert_eq!(result.expect_err("it failed").attempts, 1);
        let result = blocking::retry(policy, || Ok("an answer"));
        assert_eq!(result.ok(), Some("an answer"));
    }
}
