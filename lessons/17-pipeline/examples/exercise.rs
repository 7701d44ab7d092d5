//! Exercise 17: close the tap.
//!
//! One article at a time is fetched, two at a time are summarised, and one at a time is stored, each as
//! soon as it can be. The code fetches all of them at once, and forgets everything when a summary fails.
//! Make it fetch ahead until two articles wait for a worker, and no further. When a summary fails, fetch
//! nothing more, and have what was fetched before summarised and stored as usual. Return the answers of
//! store, in the order in which they come. Run it, and read what the server saw:
//!
//!     cargo run -p lesson-17 --example exercise-17

use chat::{Client, Error};
use tokio::sync::Mutex;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::try_join;

#[tokio::main(flavor = "current_thread")]
async fn publish(base_url: &str, articles: &[String]) -> Result<Vec<String>, Error> {
    let client = &Client::new(base_url);
    let (texts, fetched) = unbounded_channel();
    let (summaries, mut summarised) = unbounded_channel();
    let fetched = &Mutex::new(fetched);
    let fetch = async move {
        for article in articles {
            client.ask(&format!("fetch {article}")).await?;
            texts.send(article).expect("somebody takes it");
        }
        Ok::<(), Error>(())
    };
    let worker = |summaries: UnboundedSender<_>| async move {
        loop {
            let next = fetched.lock().await.recv().await;
            let Some(article) = next else { break };
            client.ask(&format!("summarise {article}")).await?;
            summaries.send(article).expect("somebody takes it");
        }
        Ok::<(), Error>(())
    };
    let store = async move {
        let mut stored = Vec::new();
        while let Some(article) = summarised.recv().await {
            stored.push(client.ask(&format!("store {article}")).await?);
        }
        Ok::<_, Error>(stored)
    };
    let workers = (worker(summaries.clone()), worker(summaries));
    let ((), (), (), stored) = try_join!(fetch, workers.0, workers.1, store)?;
    Ok(stored)
}

fn main() -> std::process::ExitCode {
    kit::judge(&lesson_17::exercise(), publish)
}
