//! Exercise 12: two rounds.
//!
//! All articles are asked for at once. When the last of them is answered, all are asked for once more,
//! and the answers of that second round are returned. A new connection costs time here, so the second
//! round is to be sent over the connections of the first. At the start, the code makes a new client for
//! every call. Run it, and read what the server saw:
//!
//!     cargo run -p lesson-12 --example exercise-12

use chat::blocking::Client;
use std::thread;
use ureq::Agent;

fn two_rounds(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    round(base_url, articles)?;
    round(base_url, articles)
}

/// Asks for all articles at once, each on a thread of its own.
fn round(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    thread::scope(|scope| {
        let ask = |article| {
            let settings = Agent::config_builder().proxy(None);
            let client = Client::with_agent(base_url, settings.build().into());
            client.ask(article)
        };
        let threads = articles
            .iter()
            .map(|article| scope.spawn(move || ask(article)));
        let threads: Vec<_> = threads.collect();
        let join = |thread: thread::ScopedJoinHandle<_>| thread.join().expect("no call panics");
        threads.into_iter().map(join).collect()
    })
}

fn main() -> std::process::ExitCode {
    kit::judge(&lesson_12::exercise(), two_rounds)
}
