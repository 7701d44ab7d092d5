//! When a call is late, a second thread joins it. Whichever is answered first wins.

use super::LATE;
use crate::first_good::blocking::first_ok;
use chat::{Error, blocking::Client};
use std::sync::{Mutex, mpsc, mpsc::Sender};
use std::thread::scope;

/// Asks for a summary of each article, two at a time, with a second request where one is late.
///
/// # Errors
///
/// The first article that fails ends it.
pub fn summarise(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
    let queue = Mutex::new(articles.iter());
    let worker = || {
        let next = || queue.lock().expect("no worker panics").next();
        let mut summaries = Vec::new();
        while let Some(article) = next() {
            summaries.push(hedged(base_url, article)?);
        }
        Ok(summaries)
    };
    scope(|scope| {
        let workers = [scope.spawn(worker), scope.spawn(worker)];
        let summaries = workers.map(|worker| worker.join().expect("no worker panics"));
        let summaries: Vec<Vec<String>> = summaries.into_iter().collect::<Result<_, Error>>()?;
        Ok(summaries.concat())
    })
}

fn hedged(base_url: &str, article: &str) -> Result<String, Error> {
    // A client for this article alone: what it hangs up is both of its calls.
    let client = &Client::new(base_url);
    let (send, answers) = mpsc::channel();
    scope(|scope| {
        let ask = |prompt: String, send: Sender<_>| {
            scope.spawn(move || send.send(client.ask(&prompt)));
        };
        ask(article.to_owned(), send.clone());
        let answer = match answers.recv_timeout(LATE) {
            Ok(answer) => answer,
            Err(_) => {
                // At work this is the same prompt. Here it is told apart, to have a lane of its own.
                ask(format!("{article} again"), send);
                first_ok(answers)
            }
        };
        client.hang_up();
        answer
    })
}
