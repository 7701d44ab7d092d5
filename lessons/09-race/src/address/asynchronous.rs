//! One address after another.

use chat::{Client, Error};

/// The answer from the first address at which somebody listens.
///
/// # Errors
///
/// What the server there says, or that nobody listens at any of them.
#[tokio::main(flavor = "current_thread")]
pub async fn ask(addresses: &[String], prompt: &str) -> Result<String, Error> {
    let mut last = Err(Error::Connect("there is no address".to_owned()));
    for address in addresses {
        last = Client::new(address).ask(prompt).await;
        // An error status is an answer: somebody listens there.
        if !matches!(last, Err(Error::Connect(_))) {
            break;
        }
    }
    last
}
