//! One race after another. The loser's client is hung up, and the next race has a new one.

use crate::first_good::blocking::first_ok;
use chat::{Error, blocking::Client};
use std::iter::zip;
use std::{sync::mpsc, thread};

/// A summary of each article, which has two prompts: one for each model.
///
/// # Errors
///
/// An article that no model can summarise ends it.
pub fn summarise(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
    // Two services, two clients.
    let mut models = [Client::new(base_url), Client::new(base_url)];
    let mut summaries = Vec::new();
    for prompts in articles.chunks(models.len()) {
        let (winner, summary) = race(&models, prompts)?;
        // A client that was hung up cannot be used again.
        models[1 - winner] = Client::new(base_url);
        summaries.push(summary);
    }
    Ok(summaries)
}

/// The number of the model that wins, and its summary.
fn race(models: &[Client; 2], prompts: &[String]) -> Result<(usize, String), Error> {
    let (send, answers) = mpsc::channel();
    thread::scope(|scope| {
        for (number, (model, prompt)) in zip(models, prompts).enumerate() {
            let send = send.clone();
            scope.spawn(move || send.send(model.ask(prompt).map(|summary| (number, summary))));
        }
        drop(send);
        let (winner, summary) = first_ok(answers)?;
        models[1 - winner].hang_up();
        Ok((winner, summary))
    })
}
