//! Exercise 4: one deadline for all.
//!
//! The steps are to take no longer than the limit in all, one after another. The code gives the whole
//! limit to each of them. Make them share one deadline: a step in flight is given up then, and none is
//! sent after it. Run it, and read what the server saw:
//!
//!     cargo run -p lesson-4 --example exercise-4

use chat::{Client, Error};
use std::time::Duration;
use tokio::time::timeout;

#[tokio::main(flavor = "current_thread")]
async fn write(base_url: &str, steps: &[String], limit: Duration) -> Result<Vec<String>, Error> {
    let client = Client::new(base_url);
    let mut answers = Vec::new();
    for step in steps {
        match timeout(limit, client.ask(step)).await {
            Ok(answer) => answers.push(answer?),
            Err(_) => answers.push("no answer in time".to_owned()),
        }
    }
    Ok(answers)
}

fn main() -> std::process::ExitCode {
    kit::judge(&lesson_4::exercise(), write)
}
