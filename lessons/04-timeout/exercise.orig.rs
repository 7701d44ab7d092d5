//! Exercise 4: one deadline for all.
//!
//! Send the steps one after another, and let them share one deadline: all together take no longer
//! than the limit. A step in flight at the deadline is given up, and none is sent after it. At the
//! start, the code gives the whole limit to each step. Run it, and read what the server saw:
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
