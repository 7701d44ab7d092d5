//! An answer is an answer, whatever its status: this agent was told so.

use chat::Error;
use serde_json::{Value, json};
use std::thread;
use ureq::Agent;

/// Asks for a summary of each article, and tells how many answers came.
pub fn wrong_blind(base_url: &str, articles: &[String]) -> Vec<String> {
    let settings = Agent::config_builder().proxy(None);
    let agent: Agent = settings.http_status_as_error(false).build().into();
    let url = format!("{base_url}/v1/chat/completions");
    let ask = |article: &String| -> Result<String, Error> {
        let question = json!({
            "model": "mock-1",
            "messages": [{ "role": "user", "content": article }],
        });
        let mut response = agent.post(&url).send_json(question)?;
        let answer: Value = response.body_mut().read_json()?;
        let summary = answer["choices"][0]["message"]["content"].as_str();
        Ok(summary.unwrap_or_default().to_owned())
    };
    let results: Vec<_> = thread::scope(|scope| {
        let threads = articles.iter().map(|article| scope.spawn(|| ask(article)));
        let threads: Vec<_> = threads.collect();
        let results = threads.into_iter().map(|thread| thread.join());
        results
            .map(|result| result.expect("ask does not panic"))
            .collect()
    });
    let done = results.iter().filter(|result| result.is_ok()).count();
    vec![format!("{done} of {} done", articles.len())]
}
