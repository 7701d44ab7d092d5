//! Each save has a thread, and the end waits for all of them.

use chat::{Error, blocking::Client};
use std::thread::spawn;

/// Has each article summarised and, in the background, the summary saved; then publishes the page.
///
/// # Errors
///
/// The first call that fails ends it.
pub fn publish(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
    let client = Client::new(base_url);
    let mut saves = Vec::new();
    for article in articles {
        client.ask(article)?;
        let (client, save) = (client.clone(), format!("save {article}"));
        saves.push(spawn(move || client.ask(&save)));
    }
    client.ask("page")?;
    for save in saves {
        save.join().expect("ask does not panic")?;
    }
    Ok(vec![format!("saved {} articles", articles.len())])
}
