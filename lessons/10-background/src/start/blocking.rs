//! A thread asks for the summary while this one works.

use super::lay_out;
use chat::{Error, blocking::Client};
use std::thread::spawn;

/// A page: its layout, a picture, and a summary.
///
/// # Errors
///
/// The first call that fails ends it.
pub fn page(base_url: &str, _: &[String]) -> Result<Vec<String>, Error> {
    let client = Client::new(base_url);
    let draft = client.ask("draft")?;
    let summary = spawn({
        let client = client.clone();
        move || client.ask("summary")
    });
    let layout = lay_out(&draft);
    let picture = client.ask("picture")?;
    let summary = summary.join().expect("ask does not panic")?;
    Ok(vec![layout, picture, summary])
}
