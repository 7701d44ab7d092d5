//! A thread for each article, which returns the article with its result.

use crate::batch::{Outcome, report};
use chat::blocking::Client;
use std::thread::{self, ScopedJoinHandle};

/// Asks for a summary of each article, and tells what came of them.
pub fn summarise(base_url: &str, articles: &[String]) -> Vec<String> {
    let client = Client::new(base_url);
    let outcomes = ask_each(&client, articles);
    report(&outcomes)
}

/// Each article with its result.
pub fn ask_each<'a>(
    client: &Client,
    articles: impl IntoIterator<Item = &'a String>,
) -> Vec<Outcome<'a>> {
    let join = |thread: ScopedJoinHandle<'_, _>| thread.join().expect("ask does not panic");
    thread::scope(|scope| {
        let threads = articles
            .into_iter()
            .map(|article| scope.spawn(move || (article, client.ask(article))));
        let threads: Vec<_> = threads.collect();
        threads.into_iter().map(join).collect()
    })
}
