//! The threads end with the process.

use chat::{Error, blocking::Client};
use std::thread::spawn;

/// Has each article summarised and, in the background, the summary saved; then publishes the page.
///
/// # Errors
///
/// The first call that fails ends it, but nobody hears of a save.
pub fn wrong_publish(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
    let client = Client::new(base_url);
    for article in articles {
        client.ask(article)?;
        let (client, save) = (client.clone(), format!("save {article}"));
        spawn(move || client.ask(&save));
    }
    client.ask("page")?;
    Ok(vec![format!("saved {} articles", articles.len())])
}
