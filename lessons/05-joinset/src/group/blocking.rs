//! Six threads share a client of their own. The first error hangs up on those that still wait.

use super::Failed;
use chat::{Error, blocking::Client};
use std::sync::mpsc;
use std::thread;

/// A page of summaries or, when one of them cannot be had, of an apology and the reasons.
///
/// # Errors
///
/// When not even the apology can be had.
pub fn page(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
    // A client that was hung up sends nothing any more: the apology has another.
    match summarise(&Client::new(base_url), articles) {
        Ok(summaries) => Ok(summaries),
        Err(failed) => Ok(failed.page(Client::new(base_url).ask("apology")?)),
    }
}

/// The summaries, in the order in which they came.
fn summarise(client: &Client, articles: &[String]) -> Result<Vec<String>, Failed> {
    let (send, results) = mpsc::channel();
    thread::scope(|scope| {
        for article in articles {
            let send = send.clone();
            scope.spawn(move || send.send(client.ask(article)));
        }
        // The threads have the other senders: the loop ends when all of them have.
        drop(send);
        let (mut summaries, mut errors, mut given_up) = (Vec::new(), Vec::new(), 0);
        for result in results {
            match result {
                Ok(summary) => summaries.push(summary),
                // A call that was cut looks like a lost connection. Nothing is cut before an error.
                Err(Error::Connect(_)) if !errors.is_empty() => given_up += 1,
                Err(error) => {
                    errors.push(error);
                    client.hang_up();
                }
            }
        }
        match errors.is_empty() {
            true => Ok(summaries),
            false => Err(Failed { errors, given_up }),
        }
    })
}
