//! The same retries by a crate, which also lets the server adjust a wait.

use super::backoff;
use crate::policy::{asked, may_succeed_soon};
use crate::retry::{GaveUp, TIMEOUT};
use backon::Retryable;
use chat::Client;
use futures::future::join_all;

/// Asks all questions at once, and tells what came of each.
///
/// # Errors
///
/// None: a question without an answer has a line that says why.
#[tokio::main(flavor = "current_thread")]
pub async fn ask(base_url: &str, questions: &[String]) -> Result<Vec<String>, GaveUp> {
    let client = Client::with_timeout(base_url, TIMEOUT);
    let calls = questions.iter().map(async |question| {
        let mut attempts = 1;
        let answer = (|| client.ask(question))
            .retry(backoff())
            .when(may_succeed_soon)
            // No wait is the end of the budget, and must stay it.
            .adjust(|error, wait| wait.map(|wait| asked(error).unwrap_or(wait)))
            .notify(|_, _| attempts += 1)
            .await;
        let answer = answer.unwrap_or_else(|last| GaveUp { attempts, last }.to_string());
        format!("{question}: {answer}")
    });
    Ok(join_all(calls).await)
}
