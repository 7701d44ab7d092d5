//! Tries again: between two attempts the future sleeps, and its thread polls the others.

use super::{GaveUp, POLICY, TIMEOUT};
use crate::policy::Policy;
use chat::{Client, Error};
use futures::future::join_all;

/// Calls until there is an answer, or the policy says to give up.
///
/// # Errors
///
/// The last attempt's, with the number of attempts.
pub async fn retry<T>(
    mut policy: Policy,
    call: impl AsyncFn() -> Result<T, Error>,
) -> Result<T, GaveUp> {
    let mut attempts = 1;
    loop {
        let last = match call().await {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        let Some(wait) = policy.wait(attempts, &last) else {
            return Err(GaveUp { attempts, last });
        };
        tokio::time::sleep(wait).await;
        attempts += 1;
    }
}

/// Asks all questions at once, and tells what came of each.
///
/// # Errors
///
/// None: a question without an answer has a line that says why.
#[tokio::main(flavor = "current_thread")]
pub async fn ask(base_url: &str, questions: &[String]) -> Result<Vec<String>, GaveUp> {
    let client = Client::with_timeout(base_url, TIMEOUT);
    let calls = questions.iter().map(async |question| {
        let answer = retry(POLICY, async || client.ask(question).await).await;
        let answer = answer.unwrap_or_else(|gave_up| gave_up.to_string());
        format!("{question}: {answer}")
    });
    Ok(join_all(calls).await)
}
