//! The timeout is a setting of the client: a thread that waits looks at no clock, so ureq asks the
//! system beforehand to let no read take longer than the time that is left.

use crate::tell;
use chat::blocking::Client;
use std::time::Duration;

/// Asks for a summary of each article, waits for none longer than `limit`, and tells what became
/// of each.
pub fn summarise(base_url: &str, articles: &[String], limit: Duration) -> Vec<String> {
    let client = Client::new(base_url);
    let mut told = Vec::new();
    for article in articles {
        // When the time is up, the client closes the connection: what is still to come on it would
        // be taken for the answer to the next question.
        let result = client.within(limit).ask(article);
        told.push(tell(article, result));
    }
    told
}
