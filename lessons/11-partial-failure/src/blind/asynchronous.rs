//! An answer is an answer, whatever its status: reqwest says so unless it is asked.

use chat::Error;
use futures::future::join_all;
use reqwest::Client;
use serde_json::{Value, json};

/// Asks for a summary of each article, and tells how many answers came.
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_blind(base_url: &str, articles: &[String]) -> Vec<String> {
    let settings = Client::builder().no_proxy();
    let client = settings.build().expect("it fails only for TLS");
    let url = format!("{base_url}/v1/chat/completions");
    let ask = async |article: &String| -> Result<String, Error> {
        let question = json!({
            "model": "mock-1",
            "messages": [{ "role": "user", "content": article }],
        });
        let response = client.post(&url).json(&question).send().await?;
        let answer: Value = response.json().await?;
        let summary = answer["choices"][0]["message"]["content"].as_str();
        Ok(summary.unwrap_or_default().to_owned())
    };
    let results = join_all(articles.iter().map(ask)).await;
    let done = results.iter().filter(|result| result.is_ok()).count();
    vec![format!("{done} of {} done", articles.len())]
}
