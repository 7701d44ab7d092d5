//! One address after another.

use chat::{Error, blocking::Client};

/// The answer from the first address at which somebody listens.
///
/// # Errors
///
/// What the server there says, or that nobody listens at any of them.
pub fn ask(addresses: &[String], prompt: &str) -> Result<String, Error> {
    let mut last = Err(Error::Connect("there is no address".to_owned()));
    for address in addresses {
        last = Client::new(address).ask(prompt);
        // An error status is an answer: somebody listens there.
        if !matches!(last, Err(Error::Connect(_))) {
            break;
        }
    }
    last
}
