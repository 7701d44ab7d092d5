//! Exercise 4: one deadline for all.
//!
//! The four steps are to take 0.7 s in all, one after another. The code gives 0.7 s to each of them.
//! Make them share one deadline: a step in flight is given up then, and none is sent after it. Run
//! it, and read what the server saw:
//!
//!     cargo run -p lesson-4 --example exercise-4

use chat::Client;
use std::time::Duration;
use tokio::time::timeout;

#[tokio::main(flavor = "current_thread")]
async fn write(base_url: &str, steps: &[String]) -> Result<Vec<String>, chat::Error> {
    let client = Client::new(base_url);
    let mut answers = Vec::new();
    for step in steps {
        match timeout(Duration::from_millis(700), client.ask(step)).await {
            Ok(answer) => answers.push(answer?),
            Err(_) => answers.push("no answer in time".to_owned()),
        }
    }
    Ok(answers)
}

fn main() -> std::process::ExitCode {
    kit::judge(&lesson_4::exercise(), write)
}
