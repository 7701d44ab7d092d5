//! A call that is polled by reference must not move any more, and this one could.

use chat::{Client, Error};
#[cfg(mended)]
use std::pin::pin;
use std::time::Duration;
use tokio::select;
use tokio::time::sleep;

pub async fn ask(client: &Client, prompt: &str) -> Result<String, Error> {
    #[cfg(not(mended))]
    let mut call = client.ask(prompt);
    #[cfg(mended)]
    let mut call = pin!(client.ask(prompt));
    loop {
        select! {
            answer = &mut call => return answer,
            () = sleep(Duration::from_secs(1)) => println!("still waiting"),
        }
    }
}
