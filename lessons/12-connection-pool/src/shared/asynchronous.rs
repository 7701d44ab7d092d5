//! One request after another, over one connection.

use chat::Client;
use serde_json::json;

/// Asks for a summary of each article.
///
/// # Errors
///
/// The first call that fails ends it.
#[tokio::main(flavor = "current_thread")]
pub async fn summarise(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let client = Client::new(base_url);
    let mut summaries = Vec::new();
    for article in articles {
        summaries.push(client.ask(article).await?);
    }
    Ok(summaries)
}

/// A client that is made for one call takes its connection along when it goes.
///
/// # Errors
///
/// As for [`summarise`].
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_client(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let mut summaries = Vec::new();
    for article in articles {
        let client = Client::new(base_url);
        summaries.push(client.ask(article).await?);
    }
    Ok(summaries)
}

/// Tells what the server said to each article. Nobody reads the answers.
///
/// # Errors
///
/// As for [`summarise`].
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_unread(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let client = reqwest::Client::builder().no_proxy().build()?;
    let url = format!("{base_url}/v1/chat/completions");
    let mut told = Vec::new();
    for article in articles {
        let messages = [json!({ "role": "user", "content": article })];
        let question = json!({ "model": "mock-1", "messages": messages });
        let response = client.post(&url).json(&question).send().await?;
        told.push(format!("{article}: {}", response.status()));
    }
    Ok(told)
}
