//! A common way to tell errors apart: by what stands in their text.

use crate::retry::{GaveUp, POLICY, TIMEOUT};
use chat::{Client, Error};
use futures::future::join_all;
use tokio::time::sleep;

/// It takes "1500 tokens" for a 500, and a timeout has no number at all.
fn looks_temporary(error: &Error) -> bool {
    let text = error.to_string();
    ["429", "500", "503"].iter().any(|code| text.contains(code))
}

/// Asks all questions at once, and tells what came of each.
///
/// # Errors
///
/// None: a question without an answer has a line that says why.
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_by_text(base_url: &str, questions: &[String]) -> Result<Vec<String>, GaveUp> {
    let client = Client::with_timeout(base_url, TIMEOUT);
    let calls = questions.iter().map(async |question| {
        let mut attempts = 1;
        let answer = loop {
            match client.ask(question).await {
                Ok(answer) => break answer,
                Err(error) if attempts < POLICY.attempts && looks_temporary(&error) => {
                    sleep(POLICY.base).await;
                }
                Err(last) => break GaveUp { attempts, last }.to_string(),
            }
            attempts += 1;
        };
        format!("{question}: {answer}")
    });
    Ok(join_all(calls).await)
}
