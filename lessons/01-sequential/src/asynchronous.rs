//! One request after another: `.await` waits for each answer, and nothing else is there to run.

use reqwest::Client;
use serde_json::{Value, json};

/// Asks for a summary of each article.
///
/// # Errors
///
/// The first call that fails ends it.
#[tokio::main(flavor = "current_thread")]
pub async fn summarise(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    // The mock API is on this machine: a proxy could not reach it.
    let client = Client::builder().no_proxy().build()?;
    let url = format!("{base_url}/v1/chat/completions");
    let mut summaries = Vec::new();
    for article in articles {
        let question = json!({
            "model": "mock-1",
            "messages": [{ "role": "user", "content": article }],
        });
        let response = client.post(&url).json(&question).send().await?;
        let answer: Value = response.error_for_status()?.json().await?;
        let summary = answer["choices"][0]["message"]["content"].as_str();
        summaries.push(summary.unwrap_or_default().to_owned());
    }
    Ok(summaries)
}
