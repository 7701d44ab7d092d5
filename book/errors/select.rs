//! The first round of the loop moves the call into `select!`; for the second it is gone.

use chat::{Client, Error};
use std::pin::pin;
use std::time::Duration;
use tokio::select;
use tokio::time::sleep;

#[cfg(not(mended))]
pub async fn ask(client: &Client, prompt: &str) -> Result<String, Error> {
    let call = pin!(client.ask(prompt));
    loop {
        select! {
            answer = call => return answer,
            () = sleep(Duration::from_secs(1)) => println!("still waiting"),
        }
    }
}

#[cfg(mended)]
pub async fn ask(client: &Client, prompt: &str) -> Result<String, Error> {
    let mut call = pin!(client.ask(prompt));
    loop {
        select! {
            answer = &mut call => return answer,
            () = sleep(Duration::from_secs(1)) => println!("still waiting"),
        }
    }
}
