//! One address after another.

use chat::{Error, blocking::Client};

/// The answer from the first address at which somebody listens.
///
/// # Errors
///
/// What the server there says, or that nobody listens at any of them.
pub fn ask(addresses: &[String], prompt: &str) -> Result<String, Error> {
    for address in addresses {
        match Client::new(address).ask(prompt) {
            // Nobody listens there. An error status is an answer: somebody does.
            Err(Error::Connect(_)) => {}
            answer => return answer,
        }
    }
    Err(Error::Connect("nobody listens at any address".to_owned()))
}
