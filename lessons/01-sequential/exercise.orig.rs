//! Exercise 1: one connection.
//!
//! Each new connection costs 0.1 s here. Send one request after another, in the order of the
//! articles, over one connection. At the start, the code opens a connection for each request. Run it,
//! and read what the server saw:
//!
//!     cargo run -p lesson-1 --example exercise-1

use serde_json::{Value, json};
use ureq::Agent;

fn summarise(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let url = format!("{base_url}/v1/chat/completions");
    let mut summaries = Vec::new();
    for article in articles {
        let agent: Agent = Agent::config_builder().proxy(None).build().into();
        let question = json!({
            "model": "mock-1",
            "messages": [{ "role": "user", "content": article }],
        });
        let mut response = agent.post(&url).send_json(question)?;
        let answer: Value = response.body_mut().read_json()?;
        let summary = answer["choices"][0]["message"]["content"].as_str();
        summaries.push(summary.unwrap_or_default().to_owned());
    }
    Ok(summaries)
}

fn main() -> std::process::ExitCode {
    kit::judge(&lesson_1::exercise(), summarise)
}
