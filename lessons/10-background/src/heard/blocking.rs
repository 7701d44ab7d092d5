//! Whoever joins a thread hears of its panic.

use super::save;
use chat::{Error, blocking::Client};
use std::thread::spawn;

/// Has each summary saved under its title, and publishes the page when all are.
///
/// # Errors
///
/// The first call that fails ends it.
pub fn publish(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
    let client = Client::new(base_url);
    let mut saves = Vec::new();
    for article in articles {
        let summary = client.ask(article)?;
        let client = client.clone();
        saves.push(spawn(move || client.ask(&save(&summary))));
    }
    let mut lost = 0;
    for save in saves {
        match save.join() {
            Ok(saved) => drop(saved?),
            Err(_panic) => lost += 1,
        }
    }
    client.ask(if lost == 0 { "page" } else { "alarm" })?;
    Ok(vec![format!("lost {lost} of {}", articles.len())])
}
