//! Exercise 7: wait, and give up.
//!
//! The code tries whatever failed again at once, four times in all. Make it wait 0.2 s before the
//! second attempt and twice as long before each further one; or as long as the server asks, if it
//! does. Try again only what may succeed: 429 and 5xx, not 400. The status is a field of the error:
//! `chat::Error::Status { code, retry_after, .. }`. Run it, and read what the server saw:
//!
//!     cargo run -p lesson-7 --example exercise-7

use chat::Error;
use chat::blocking::Client;

fn ask_all(base_url: &str, prompts: &[String]) -> Result<Vec<String>, Error> {
    let client = Client::new(base_url);
    let answers = prompts.iter().map(|prompt| {
        let answer = ask(&client, prompt);
        answer.unwrap_or_else(|error| error.to_string())
    });
    Ok(answers.collect())
}

fn ask(client: &Client, prompt: &str) -> Result<String, Error> {
    for _ in 1..4 {
        if let Ok(answer) = client.ask(prompt) {
            return Ok(answer);
        }
    }
    client.ask(prompt)
}

fn main() -> std::process::ExitCode {
    kit::judge(&lesson_7::exercise(), ask_all)
}
