//! One request after another: the thread waits for each answer.

use serde_json::{Value, json};
use ureq::Agent;

/// Asks for a summary of each article.
///
/// # Errors
///
/// The first call that fails ends it.
pub fn summarise(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    // The mock API is on this machine: a proxy could not reach it.
    let agent: Agent = Agent::config_builder().proxy(None).build().into();
    let url = format!("{base_url}/v1/chat/completions");
    let mut summaries = Vec::new();
    for article in articles {
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
