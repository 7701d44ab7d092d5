//! Exercise 9: the first good one.
//!
//! All models are asked for the same summary at once. The first good answer is to be returned, and
//! the prompt `publish` to be sent as soon as it is there. What is still in flight then is given up.
//! An error is no summary: others may still have one. Where all models fail, "no summary" is
//! returned, and nothing is published. The code takes whatever comes first, and lets the others run.
//! Run it, and read what the server saw:
//!
//!     cargo run -p lesson-9 --example exercise-9

use chat::{Client, Error};
use futures::future::select_all;

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
    let tasks = models.iter().map(|model| {
        let (client, model) = (client.clone(), model.clone());
        tokio::spawn(async move { client.ask(&model).await })
    });
    let (first, _, _) = select_all(tasks).await;
    first.expect("ask does not panic")
}

fn main() -> std::process::ExitCode {
    kit::judge(&lesson_9::exercise(), publish)
}
