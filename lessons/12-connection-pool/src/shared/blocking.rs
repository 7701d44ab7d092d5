//! One request after another, over one connection.

use chat::blocking::Client;
use serde_json::json;
use ureq::Agent;

/// Asks for a summary of each article.
///
/// # Errors
///
/// The first call that fails ends it.
pub fn summarise(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let client = Client::new(base_url);
    let mut summaries = Vec::new();
    for article in articles {
        summaries.push(client.ask(article)?);
    }
    Ok(summaries)
}

/// A client that is made for one call takes its connection along when it goes.
///
/// # Errors
///
/// As for [`summarise`].
pub fn wrong_client(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let mut summaries = Vec::new();
    for article in articles {
        let client = Client::new(base_url);
        summaries.push(client.ask(article)?);
    }
    Ok(summaries)
}

/// Tells what the server said to each article. Nobody reads the answers.
///
/// # Errors
///
/// As for [`summarise`].
pub fn wrong_unread(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let agent: Agent = Agent::config_builder().proxy(None).build().into();
    let url = format!("{base_url}/v1/chat/completions");
    let mut told = Vec::new();
    for article in articles {
        let messages = [json!({ "role": "user", "content": article })];
        let question = json!({ "model": "mock-1", "messages": messages });
        let response = agent.post(&url).send_json(question)?;
        told.push(format!("{article}: {}", response.status()));
    }
    Ok(told)
}
