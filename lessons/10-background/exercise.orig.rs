//! Exercise 10: lose no save.
//!
//! One article after another is summarised. As soon as a summary is there, it is saved in the
//! background with a prompt such as `save article 7`, and no article waits for that. The code loses
//! saves. Make it return when all saves have ended: the summaries, in the order of the articles. Where
//! a save fails, return `not saved` in place of its summary. Run it, and read what the server saw:
//!
//!     cargo run -p lesson-10 --example exercise-10

use chat::Client;
use tokio::spawn;

#[tokio::main(flavor = "current_thread")]
async fn summarise(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let client = Client::new(base_url);
    let mut summaries = Vec::new();
    for article in articles {
        let summary = client.ask(article).await?;
        let (client, save) = (client.clone(), format!("save {article}"));
        spawn(async move { client.ask(&save).await });
        summaries.push(summary);
    }
    Ok(summaries)
}

fn main() -> std::process::ExitCode {
    kit::judge(&lesson_10::exercise(), summarise)
}
