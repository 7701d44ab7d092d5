//! The lock is held while the task waits, and a lock belongs to its thread.

use chat::Client;
use std::sync::{Arc, Mutex};
use tokio::task::JoinSet;

pub fn spawn(client: Client, summaries: Arc<Mutex<Vec<String>>>, tasks: &mut JoinSet<()>) {
    tasks.spawn(async move {
        #[cfg(not(mended))]
        {
            let mut summaries = summaries.lock().expect("nobody panics");
            summaries.extend(client.ask("article 1").await);
        }
        #[cfg(mended)]
        {
            let summary = client.ask("article 1").await;
            summaries.lock().expect("nobody panics").extend(summary);
        }
    });
}
