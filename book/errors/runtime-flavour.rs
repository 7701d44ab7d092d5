//! The attribute asks for threads that this build of tokio does not have.

use chat::{Client, Error};

#[cfg(not(mended))]
#[tokio::main]
pub async fn ask(base_url: &str, prompt: &str) -> Result<String, Error> {
    Client::new(base_url).ask(prompt).await
}

#[cfg(mended)]
#[tokio::main(flavor = "current_thread")]
pub async fn ask(base_url: &str, prompt: &str) -> Result<String, Error> {
    Client::new(base_url).ask(prompt).await
}
