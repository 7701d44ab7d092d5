//! The first thread with a good answer wins. The others are hung up where they wait.

use chat::{Error, blocking::Client};
use std::sync::mpsc::{self, Receiver};
use std::thread;

/// A summary from whichever model is the first to give one.
///
/// # Errors
///
/// The last error, when no model gives one.
pub fn summarise(base_url: &str, models: &[String]) -> Result<String, Error> {
    let client = &Client::new(base_url);
    let (send, answers) = mpsc::channel();
    thread::scope(|scope| {
        for model in models {
            let send = send.clone();
            scope.spawn(move || send.send(client.ask(model)));
        }
        // The threads have the other senders: when all have answered, no answer is left.
        drop(send);
        let summary = first_ok(answers);
        // The scope waits for its threads. Without this it would wait for the slowest answer.
        client.hang_up();
        summary
    })
}

/// The first good answer or, when there is none, the last error.
pub(crate) fn first_ok<T>(answers: Receiver<Result<T, Error>>) -> Result<T, Error> {
    let mut last = Err(Error::Connect("nobody was asked".to_owned()));
    for answer in answers {
        last = answer;
        if last.is_ok() {
            break;
        }
    }
    last
}

/// A summary, or an error: whichever comes first.
///
/// # Errors
///
/// When it is an error that comes first.
pub fn wrong_first(base_url: &str, models: &[String]) -> Result<String, Error> {
    let client = &Client::new(base_url);
    let (send, answers) = mpsc::channel();
    thread::scope(|scope| {
        for model in models {
            let send = send.clone();
            scope.spawn(move || send.send(client.ask(model)));
        }
        let answer = answers.recv().expect("each thread sends one");
        client.hang_up();
        answer
    })
}
