//! A solution of exercise 9.

use chat::{Client, Error};
use futures::future::select_ok;

#[tokio::main(flavor = "current_thread")]
async fn publish(base_url: &str, models: &[String]) -> Result<Vec<String>, Error> {
    let client = Client::new(base_url);
    match first_good(&client, models).await {
        Ok(summary) => {
            client.ask("publish").await?;
            Ok(vec![summary])
        }
        Err(_) => Ok(vec!["no summary".to_owned()]),
    }
}

async fn first_good(client: &Client, models: &[String]) -> Result<String, Error> {
    let calls = models.iter().map(|model| Box::pin(client.ask(model)));
    // Beside the summary it returns the calls that have not ended. `_` keeps nothing: they are dropped.
    let (summary, _) = select_ok(calls).await?;
    Ok(summary)
}

fn main() -> std::process::ExitCode {
    kit::judge(&lesson_9::exercise(), publish)
}
