//! Exercise @NUMBER@: WRITE 4: the title.
//!
//! WRITE 4: what is wanted, and what the code does at the start. Run it, and read what the server saw:
//!
//!     cargo run -p lesson-@NUMBER@ --example exercise-@NUMBER@

use chat::Client;

#[tokio::main(flavor = "current_thread")]
async fn summarise(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let client = Client::new(base_url);
    let mut summaries = Vec::new();
    for article in articles {
        summaries.push(client.ask(article).await?);
    }
    Ok(summaries)
}

fn main() -> std::process::ExitCode {
    kit::judge(&lesson_@NUMBER@::exercise(), summarise)
}
