//! A request now and then, on one thread.

use super::{KEEP, PAUSE, told};
use chat::blocking::Client;
use std::thread;
use ureq::Agent;

/// Asks for each article in turn, and tells what became of it.
///
/// # Errors
///
/// A connection that fails is told. Any other error ends it.
pub fn check(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let settings = Agent::config_builder().proxy(None).max_idle_age(KEEP);
    let client = Client::with_agent(base_url, settings.build().into());
    now_and_then(&client, articles)
}

/// ureq keeps an idle connection for 15 s, unless told otherwise.
///
/// # Errors
///
/// As for [`check`].
pub fn wrong_default(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let settings = Agent::config_builder().proxy(None);
    let client = Client::with_agent(base_url, settings.build().into());
    now_and_then(&client, articles)
}

fn now_and_then(client: &Client, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let mut all = Vec::new();
    for article in articles {
        if !all.is_empty() {
            thread::sleep(PAUSE);
        }
        all.push(told(article, client.ask(article))?);
    }
    Ok(all)
}
