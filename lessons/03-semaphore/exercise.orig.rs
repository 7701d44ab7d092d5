//! Exercise 3: three requests at a time.
//!
//! Send no more than three requests at a time, and leave no slot idle while there is work. At the
//! start, the code sends waves of three, and each wave waits for its slowest. Run it, and read what
//! the server saw:
//!
//!     cargo run -p lesson-3 --example exercise-3

use chat::Client;
use futures::future::try_join_all;

#[tokio::main(flavor = "current_thread")]
async fn summarise(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let client = Client::new(base_url);
    let mut summaries = Vec::new();
    for wave in articles.chunks(3) {
        let calls = wave.iter().map(|article| client.ask(article));
        summaries.extend(try_join_all(calls).await?);
    }
    Ok(summaries)
}

fn main() -> std::process::ExitCode {
    kit::judge(&lesson_3::exercise(), summarise)
}
