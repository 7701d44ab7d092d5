//! Exercise 7: wait, and give up.
//!
//! The code tries whatever failed again at once, four times in all. Make it wait 0.2 s before the
//! second attempt, 0.4 s before the third and 0.8 s before the fourth; or as long as the server asks,
//! if it does. Try again only what may succeed soon: 429, 500, 502, 503 and 504, and nothing else. What
//! fails in the end is returned as the text of its last error. Status and wait are fields of the
//! error: `chat::Error::Status { code, retry_after, .. }`. Only `ask` wants a change. Run it, and
//! read what the server saw:
//!
//!     cargo run -p lesson-7 --example exercise-7

use chat::Error;
use chat::blocking::Client;
use std::thread;

fn ask(client: &Client, question: &str) -> Result<String, Error> {
    for _ in 1..4 {
        if let Ok(answer) = client.ask(question) {
            return Ok(answer);
        }
    }
    client.ask(question)
}

/// A thread for each question, so that none waits for another.
fn ask_all(base_url: &str, questions: &[String]) -> Result<Vec<String>, Error> {
    let client = &Client::new(base_url);
    thread::scope(|scope| {
        let call =
            |question| move || ask(client, question).unwrap_or_else(|error| error.to_string());
        let threads: Vec<_> = questions
            .iter()
            .map(|question| scope.spawn(call(question)))
            .collect();
        Ok(threads
            .into_iter()
            .map(|thread| thread.join().expect("ask does not panic"))
            .collect())
    })
}

fn main() -> std::process::ExitCode {
    kit::judge(&lesson_7::exercise(), ask_all)
}
