//! Exercise 2: all at once.
//!
//! Send all requests at once, with a thread for each or in any other way. At the start, the code
//! sends one after another. Run it, and read what the server saw:
//!
//!     cargo run -p lesson-2 --example exercise-2

use chat::blocking::Client;

fn summarise(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let client = Client::new(base_url);
    articles.iter().map(|article| client.ask(article)).collect()
}

fn main() -> std::process::ExitCode {
    kit::judge(&lesson_2::exercise(), summarise)
}
