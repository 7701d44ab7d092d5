//! One thread panics. Whoever joins it gets the panic as an error; the others run on.

use super::{message, title};
use chat::blocking::Client;
use std::thread;

/// A line for each article: its title, or why there is none.
pub fn titles(base_url: &str, articles: &[String]) -> Vec<String> {
    let client = &Client::new(base_url);
    thread::scope(|scope| {
        let mut threads = Vec::new();
        for article in articles {
            let ask = || client.ask(article).map(|summary| title(&summary));
            threads.push((article, scope.spawn(ask)));
        }
        let mut lines = Vec::new();
        for (article, thread) in threads {
            lines.push(match thread.join() {
                Ok(Ok(title)) => format!("{article}: {title}"),
                Ok(Err(error)) => format!("{article}: {error}"),
                Err(panic) => format!("{article} panicked: {}", message(&*panic)),
            });
        }
        lines
    })
}
