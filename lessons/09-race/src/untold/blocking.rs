//! One race after another. The threads of the losers run on.

use crate::first_good::blocking::first_ok;
use chat::{Error, blocking::Client};
use std::iter::zip;
use std::{sync::mpsc, thread};

/// The same with threads that nobody waits for, and that nobody tells.
///
/// # Errors
///
/// An article that no model can summarise ends it.
pub fn wrong_untold(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
    let models = [Client::new(base_url), Client::new(base_url)];
    let mut summaries = Vec::new();
    for prompts in articles.chunks(models.len()) {
        let (send, answers) = mpsc::channel();
        for (model, prompt) in zip(&models, prompts) {
            let (model, prompt, send) = (model.clone(), prompt.clone(), send.clone());
            thread::spawn(move || send.send(model.ask(&prompt)));
        }
        drop(send);
        summaries.push(first_ok(answers)?);
    }
    Ok(summaries)
}
