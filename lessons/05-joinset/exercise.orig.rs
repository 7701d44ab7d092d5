//! Exercise 5: stop the rest.
//!
//! Without one of the articles there is no page: when a call fails, only the answer to the prompt
//! `apology` is to be returned. The code goes on for a while before it sees that. Make the first
//! failure stop all other calls, and ask for the apology at that moment. Where none fails, the
//! summaries are returned as before. Run it, and read what the server saw:
//!
//!     cargo run -p lesson-5 --example exercise-5

use chat::Client;

#[tokio::main(flavor = "current_thread")]
async fn page(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let client = Client::new(base_url);
    match summarise(&client, articles).await {
        Ok(summaries) => Ok(summaries),
        Err(_) => Ok(vec![client.ask("apology").await?]),
    }
}

async fn summarise(client: &Client, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let mut tasks = Vec::new();
    for article in articles {
        let (client, article) = (client.clone(), article.clone());
        tasks.push(tokio::spawn(async move { client.ask(&article).await }));
    }
    let mut summaries = Vec::new();
    for task in tasks {
        summaries.push(task.await.expect("ask does not panic")?);
    }
    Ok(summaries)
}

fn main() -> std::process::ExitCode {
    kit::judge(&lesson_5::exercise(), page)
}
