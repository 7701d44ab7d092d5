//! A thread that nobody joins panics, and nobody hears of it.

use crate::heard::save;
use chat::{Error, blocking::Client};
use std::thread::spawn;

/// Has each summary saved under its title, and publishes the page in any case.
///
/// # Errors
///
/// The first call that fails ends it, but nobody hears of a save.
pub fn wrong_publish(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
    let client = Client::new(base_url);
    for article in articles {
        let summary = client.ask(article)?;
        let client = client.clone();
        spawn(move || client.ask(&save(&summary)));
    }
    client.ask("page")?;
    Ok(vec![format!("saved {} articles", articles.len())])
}
